import { check } from '#core/check.ts'
import { type Instant, instant } from '#core/engine.ts'
import { Heap } from '#core/heap.ts'

/** Something that will happen, until it is cancelled. */
export interface Appointment {
  readonly at: Instant
  cancel(): void
}

/** An appointment as the clock keeps it. */
interface Entry extends Appointment {
  readonly sequence: number
  action: (() => void) | undefined
}

/** Virtual time in whole microseconds. What happens at one instant happens in the order in which it was arranged. */
export class Clock {
  readonly #entries = new Heap<Entry>((left, right) => left.at - right.at || left.sequence - right.sequence)
  #now = instant(0)
  #sequence = 0

  get now(): Instant {
    return this.#now
  }

  /** Arranges `action` for an instant that has not passed. */
  at(at: Instant, action: () => void): Appointment {
    check(at >= this.#now, 'nothing is arranged for the past')
    this.#sequence += 1
    const entry: Entry = {
      at,
      sequence: this.#sequence,
      action,
      cancel() {
        entry.action = undefined
      },
    }
    this.#entries.push(entry)
    return entry
  }

  /** Lets time pass until nothing is left to happen, `isOver()`, or `end`. Returns the instant it stopped at. */
  run(end: Instant, isOver: () => boolean = () => false): Instant {
    while (!isOver()) {
      const next = this.#entries.peek()
      if (next === undefined || next.at > end) break
      this.#entries.pop()
      if (next.action === undefined) continue
      this.#now = next.at
      next.action()
    }
    return this.#now
  }
}
