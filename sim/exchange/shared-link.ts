import { type Instant, instant } from '#core/engine.ts'
import type { Appointment, Clock } from '#sim/clock.ts'

/** Bytes on their way through a {@link SharedLink}. */
export interface Transfer {
  readonly bytes: number
  /** Bytes that have arrived by now, or had when it was stopped. */
  arrivedBytes(): number
  /** Stops it; `done` is not called. */
  stop(): void
}

/** A transfer as the link keeps it: it is done when `share`, the bytes that each transfer got so far, reaches `endShare`. */
interface Flow {
  readonly startShare: number
  readonly endShare: number
  readonly done: () => void
}

/**
 * A link whose rate is shared equally by all transfers on it (processor sharing). A transfer's end is
 * known in bytes per transfer, so that one coming or going moves no other.
 */
export class SharedLink {
  readonly #clock: Clock
  readonly #bytesPerSecond: number
  readonly #flows = new Set<Flow>()
  #share = 0
  #sharedAt: Instant
  #next: Appointment | undefined
  /** Bytes that arrived over this link, of stopped transfers too. */
  carriedBytes = 0
  /** The most transfers that it carried at once. */
  flowsMost = 0

  constructor(clock: Clock, bytesPerSecond: number) {
    this.#clock = clock
    this.#bytesPerSecond = bytesPerSecond
    this.#sharedAt = clock.now
  }

  start(bytes: number, done: () => void): Transfer {
    this.#advance()
    const flow: Flow = { startShare: this.#share, endShare: this.#share + bytes, done }
    this.#flows.add(flow)
    this.flowsMost = Math.max(this.flowsMost, this.#flows.size)
    this.#arrange()
    let endedBytes = bytes
    const arrivedBytes = (): number => {
      if (!this.#flows.has(flow)) return endedBytes
      this.#advance()
      return Math.min(bytes, Math.floor(this.#share - flow.startShare))
    }
    return {
      bytes,
      arrivedBytes,
      stop: () => {
        if (!this.#flows.has(flow)) return
        endedBytes = arrivedBytes()
        this.#end(flow)
        this.#arrange()
      },
    }
  }

  #advance(): void {
    const seconds = (this.#clock.now - this.#sharedAt) / 1e6
    if (this.#flows.size > 0) this.#share += (seconds * this.#bytesPerSecond) / this.#flows.size
    this.#sharedAt = this.#clock.now
  }

  #arrange(): void {
    this.#next?.cancel()
    this.#next = undefined
    if (this.#flows.size === 0) return
    let endShare = Number.POSITIVE_INFINITY
    for (const flow of this.#flows) endShare = Math.min(endShare, flow.endShare)
    const seconds = ((endShare - this.#share) * this.#flows.size) / this.#bytesPerSecond
    const at = instant(this.#clock.now + Math.max(0, Math.ceil(seconds * 1e6)))
    this.#next = this.#clock.at(at, () => this.#finish())
  }

  #finish(): void {
    this.#advance()
    const finished = [...this.#flows].filter((flow) => flow.endShare <= this.#share + 1e-6)
    for (const flow of finished) this.#end(flow)
    this.#arrange()
    for (const flow of finished) flow.done()
  }

  #end(flow: Flow): void {
    this.#flows.delete(flow)
    this.carriedBytes += Math.min(flow.endShare, this.#share) - flow.startShare
  }
}
