import { type Instant, later } from '#core/engine.ts'
import type { Clock as WaitingClock } from '#node/boot/clock.ts'
import { type Appointment, Clock } from '#sim/clock.ts'
import { settled } from './settle.ts'

/** Virtual time for asynchronous code: it moves on only when all that followed from the last event has come to rest. */
export class SettledClock implements WaitingClock {
  readonly #clock = new Clock()
  #hasHappened = false

  get now(): Instant {
    return this.#clock.now
  }

  nowMs(): number {
    return this.now / 1000
  }

  /** Arranges `action` for an instant that has not passed. */
  at(at: Instant, action: () => void): Appointment {
    return this.#clock.at(at, () => {
      this.#hasHappened = true
      action()
    })
  }

  wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.at(later(this.now, delayMs), resolve))
  }

  /** Lets time pass until `isOver()`, `end`, or nothing is left to happen. */
  async run(end: Instant, isOver: () => boolean): Promise<void> {
    for (;;) {
      await settled()
      this.#hasHappened = false
      this.#clock.run(end, () => this.#hasHappened || isOver())
      if (!this.#hasHappened) return
    }
  }
}
