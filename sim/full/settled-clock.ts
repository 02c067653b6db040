import { type Instant, later } from '#core/engine.ts'
import type { Clock as WaitingClock } from '#node/boot/clock.ts'
import { type Appointment, Clock } from '#sim/clock.ts'
import { settled } from './settle.ts'

/** Virtual time for asynchronous code: it moves on only when all that followed from the last event has come to rest. */
export class SettledClock implements WaitingClock {
  /** For what knows nothing of promises. */
  readonly clock = new Clock()

  get now(): Instant {
    return this.clock.now
  }

  nowMs(): number {
    return this.now / 1000
  }

  /** Arranges `action` for an instant that has not passed. */
  at(at: Instant, action: () => void): Appointment {
    return this.clock.at(at, action)
  }

  wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.at(later(this.now, delayMs), resolve))
  }

  /** Lets time pass until `isOver()`, `end`, or nothing is left to happen. */
  async run(end: Instant, isOver: () => boolean): Promise<void> {
    for (;;) {
      await settled()
      let looks = 0
      const isAfterOne = () => {
        looks += 1
        return looks > 1 || isOver()
      }
      this.clock.run(end, isAfterOne)
      // It looks for a second time only after an event.
      if (looks < 2) return
    }
  }
}
