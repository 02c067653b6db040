/** Something that each of a number of parties does once. */
export class Milestone {
  /** Resolves once all have. */
  readonly all: Promise<void>
  readonly #parties: number
  readonly #reached = new Set<string>()
  readonly #resolve: () => void

  constructor(parties: number) {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.all = promise
    this.#parties = parties
    this.#resolve = resolve
  }

  /** How many have. */
  get count(): number {
    return this.#reached.size
  }

  /** A party has. Returns false when it had before. */
  reached(party: string): boolean {
    if (this.#reached.has(party)) return false
    this.#reached.add(party)
    if (this.#reached.size === this.#parties) this.#resolve()
    return true
  }
}
