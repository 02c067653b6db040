/** The longest that a person who watches a moving download waits for a line, in ms. */
const intervalMs = 10_000

/** The share of a download that is worth a line of its own. */
const step = 0.1

/** Decides which of many looks at a download a person is told of: each tenth of it, and what moved in 10 s. */
export class ProgressPace {
  #madeTold = -1
  #toldMs = Number.NEGATIVE_INFINITY

  /** Whether this is told. `nowMs` is on any clock that does not go back; with a lower `made` a new download begins. */
  isTold({ made, total }: { readonly made: number; readonly total: number }, nowMs: number): boolean {
    if (made === this.#madeTold) return false
    const isNew = made < this.#madeTold || this.#madeTold < 0
    const isStep = made - this.#madeTold >= total * step || made === total
    if (!isNew && !isStep && nowMs - this.#toldMs < intervalMs) return false
    this.#madeTold = made
    this.#toldMs = nowMs
    return true
  }
}
