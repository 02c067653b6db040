/** A connection of which something is awaited, and from which nothing came for so long, may be stuck. */
const patienceMsMin = 4_000

/** The watch is so many times as patient as the last silence that ended by itself. */
const patiencePerSilence = 4

/** The longest patience: by then the connection is given up anyhow. */
const patienceMsMax = 60_000

/**
 * Tells when nothing comes over a connection though something is awaited. TCP waits ever longer before it sends again
 * what was lost: after a link was down for 20 s, up to 20 s more, while a new connection carries data at once. Over a
 * link that is only slow the watch learns to be patient. All times are milliseconds of one monotonic clock.
 */
export class StallWatch {
  #quietSinceMs: number
  #patienceMs = patienceMsMin

  constructor(nowMs: number) {
    this.#quietSinceMs = nowMs
  }

  /** Something came. */
  arrived(nowMs: number): void {
    const silenceMs = nowMs - this.#quietSinceMs
    this.#patienceMs = Math.min(patienceMsMax, Math.max(patienceMsMin, patiencePerSilence * silenceMs))
    this.quiet(nowMs)
  }

  /** Nothing is awaited now, or nothing is taken until this time, which may lie ahead. */
  quiet(untilMs: number): void {
    this.#quietSinceMs = Math.max(this.#quietSinceMs, untilMs)
  }

  /** Goes on with another connection: what comes next tells how slow the link is. */
  moved(nowMs: number): void {
    this.#patienceMs = Math.min(patienceMsMax, this.#patienceMs * 2)
    this.quiet(nowMs)
  }

  /** Whether it is time to look for another connection. */
  isStalled(nowMs: number): boolean {
    return nowMs - this.#quietSinceMs >= this.#patienceMs
  }
}
