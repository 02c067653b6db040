import { type Instant, instant } from '#core/engine.ts'
import type { Appointment, Clock } from '#sim/clock.ts'

/** A part of a device that does one thing after the other at a rate of its own: its decoder, its flash. */
export class Station {
  readonly #clock: Clock
  readonly #bytesPerSecond: number
  #freeAt = instant(0)
  readonly #open = new Set<Appointment>()

  constructor(clock: Clock, bytesPerSecond: number) {
    this.#clock = clock
    this.#bytesPerSecond = bytesPerSecond
  }

  /** Calls `done` when what came before and these bytes are through. Returns when that will be. */
  work(bytes: number, done: () => void): Instant {
    const start = Math.max(this.#freeAt, this.#clock.now)
    this.#freeAt = instant(start + Math.max(1, Math.ceil((bytes * 1e6) / this.#bytesPerSecond)))
    const appointment = this.#clock.at(this.#freeAt, () => {
      this.#open.delete(appointment)
      done()
    })
    this.#open.add(appointment)
    return this.#freeAt
  }

  /** The power goes: nothing that was begun ends. */
  stop(): void {
    for (const appointment of this.#open) appointment.cancel()
    this.#open.clear()
    this.#freeAt = this.#clock.now
  }
}
