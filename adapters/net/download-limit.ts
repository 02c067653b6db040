/**
 * The longest pause of a stream, in ms: its sender gives up after 10 s in which nothing leaves. Longer debts are left
 * to the exchange, which begins its fetches as far apart as the rate asks.
 */
const pauseMsMax = 5_000

/** Keeps what comes below a rate, by pauses: a token bucket in debt. Counts what arrives, frames included. */
export class DownloadLimit {
  /** Undefined: as fast as it comes. */
  #bytesPerSecond: number | undefined
  /** When the rate allows more; on the clock of `performance.now()`. */
  #freeMs = 0

  /** Holds for what comes from now on. */
  set bytesPerSecond(rate: number | undefined) {
    this.#bytesPerSecond = rate
  }

  /** `bytes` have come: for how long nothing more is to be taken, in ms. */
  pauseMs(bytes: number): number {
    if (this.#bytesPerSecond === undefined) return 0
    const nowMs = performance.now()
    const freeMs = Math.max(this.#freeMs, nowMs) + (bytes * 1000) / this.#bytesPerSecond
    this.#freeMs = Math.min(freeMs, nowMs + pauseMsMax)
    return this.#freeMs - nowMs
  }
}
