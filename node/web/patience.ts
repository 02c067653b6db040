/** A rest is by chance between nothing and this, doubled with every failure in a row; in ms. */
const firstRestMs = 500

/** But never more than this, in ms. */
const longestRestMs = 5 * 60 * 1000

/** So many failures in a row, and the server is left until it answers again. Before that the exchange lets it rest. */
const failuresMax = 3

/** Failures that a server may have for one release; each success gives a part of one back. */
const budgetMax = 32

/** See {@link budgetMax}: a server that fails less often than this is never given up for it. */
const refundPerSuccess = 0.25

/** How long a server is left alone that used its budget up or lets nobody in, in ms. */
export const longRestMs = 60 * 60 * 1000

/** What a failure calls for. */
export interface Rest {
  readonly ms: number
  /** Whether the server is left, or only not looked at for so long. */
  readonly isLeft: boolean
}

/** How often a web server may fail, and how long it then rests: exponential backoff with full jitter, within a budget. */
export class Patience {
  readonly #fraction: () => number
  #failures = 0
  #budget = budgetMax

  /** `fraction` is chance, from 0 to below 1. */
  constructor(fraction: () => number) {
    this.#fraction = fraction
  }

  succeeded(): void {
    this.#failures = 0
    this.#budget = Math.min(budgetMax, this.#budget + refundPerSuccess)
  }

  /** The server failed, and asks for a rest of so long, or of 0 ms. */
  failed(retryAfterMs: number): Rest {
    this.#failures += 1
    this.#budget -= 1
    if (this.#budget <= 0) {
      this.renew()
      return { ms: Math.max(longRestMs, retryAfterMs), isLeft: true }
    }
    const most = Math.min(longestRestMs, firstRestMs * 2 ** Math.min(this.#failures - 1, 30))
    const ms = Math.max(retryAfterMs, Math.ceil(most * this.#fraction()))
    return { ms, isLeft: retryAfterMs > 0 || this.#failures >= failuresMax }
  }

  /** Another release is fetched: its budget is a new one. */
  renew(): void {
    this.#budget = budgetMax
  }
}
