/** The modelled power went off: whatever runs on it ends here. What boots next finds what `cut` gives. */
export class PowerCut extends Error {
  override readonly name = 'PowerCut'

  constructor() {
    super('the power is off')
  }
}

/**
 * The power of one modelled device. Every write and every sync of its flash spends one operation; the
 * power goes off with operation `cutAfter`, which still reached the flash but whose caller never hears of it.
 */
export class Power {
  readonly #cutAfter: number
  #operations = 0
  #isOff = false

  /** Never goes off by itself without `cutAfter`, which counts operations from 1. */
  constructor(cutAfter = Number.POSITIVE_INFINITY) {
    this.#cutAfter = cutAfter
  }

  /** Operations so far. */
  get operations(): number {
    return this.#operations
  }

  get isOff(): boolean {
    return this.#isOff
  }

  /** Goes off between two operations. */
  goOff(): void {
    this.#isOff = true
  }

  /** Throws {@link PowerCut} unless the power is on. */
  require(): void {
    if (this.#isOff) throw new PowerCut()
  }

  /** Counts one operation that has just reached the flash. Throws {@link PowerCut} when it was the last one. */
  spend(): void {
    this.#operations += 1
    if (this.#operations >= this.#cutAfter) this.goOff()
    this.require()
  }
}
