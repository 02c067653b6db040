import { check } from '#core/check.ts'
import { later, millisecondsBetween } from '#core/engine.ts'
import type { Appointment, Clock } from '#sim/clock.ts'

/** Something that takes its time, and goes on where it was after a cut. */
export class Stopwatch {
  readonly #clock: Clock
  readonly #done: () => void
  #end: Appointment | undefined
  #leftMs: number | undefined

  constructor(clock: Clock, done: () => void) {
    this.#clock = clock
    this.#done = done
  }

  start(ms: number): void {
    this.#leftMs = undefined
    this.#end = this.#clock.at(later(this.#clock.now, ms), this.#done)
  }

  /** It stands still. */
  pause(): void {
    check(this.#end !== undefined, 'what is paused was started')
    this.#end.cancel()
    this.#leftMs = Math.max(0, millisecondsBetween(this.#clock.now, this.#end.at))
  }

  /** It goes on. */
  resume(): void {
    this.start(this.#leftMs ?? 0)
  }

  /** It never ends. */
  cancel(): void {
    this.#end?.cancel()
  }
}
