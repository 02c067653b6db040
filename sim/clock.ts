import { check } from '#core/check.ts'
import { type Instant, instant } from '#core/engine.ts'
import { Agenda } from './agenda.ts'

/** Something that will happen, until it is cancelled. */
export interface Appointment {
  readonly at: Instant
  cancel(): void
}

/** Cancelled entries wait for their turn until they are so many and more than the others. */
const cancelledMax = 1024

/** Virtual time in whole microseconds. What happens at one instant happens in the order in which it was arranged. */
export class Clock {
  /** What was arranged for a later instant. */
  readonly #later = new Agenda<Entry>()
  /** What was arranged for the present instant when that had come: all of it after what is in the agenda. */
  readonly #present: Entry[] = []
  /** How many of the present have had their turn. */
  #turns = 0
  #now = instant(0)
  #sequence = 0
  #cancelled = 0
  readonly #noteCancelled = () => {
    this.#cancelled += 1
    if (this.#cancelled > cancelledMax && this.#cancelled * 2 > this.#later.size) this.#sweep()
  }

  get now(): Instant {
    return this.#now
  }

  /** Arranges `action` for an instant that has not passed. */
  at(at: Instant, action: () => void): Appointment {
    check(at >= this.#now, 'nothing is arranged for the past')
    this.#sequence += 1
    const entry = new Entry(at, this.#sequence, action, this.#noteCancelled)
    if (at === this.#now) this.#present.push(entry)
    else this.#later.push(entry)
    return entry
  }

  /** Lets time pass until nothing is left to happen, `isOver()`, or `end`. Returns the instant it stopped at. */
  run(end: Instant, isOver: () => boolean = () => false): Instant {
    while (!isOver()) {
      const next = this.#next(end)
      if (next === undefined) break
      this.#now = next.at
      next.take()
    }
    return this.#now
  }

  /** Takes the next entry that was not cancelled, unless it is later than `end`. */
  #next(end: Instant): Entry | undefined {
    for (;;) {
      const isLater = this.#later.first === this.#now || this.#turns === this.#present.length
      if ((isLater ? this.#later.first : this.#now) > end) return undefined
      const entry = isLater ? this.#later.pop() : this.#takeTurn()
      if (entry === undefined || !entry.isCancelled) return entry
      this.#cancelled -= 1
    }
  }

  #takeTurn(): Entry | undefined {
    const entry = this.#present[this.#turns]
    this.#turns += 1
    if (this.#turns === this.#present.length) {
      this.#present.length = 0
      this.#turns = 0
    }
    return entry
  }

  #sweep(): void {
    const { size } = this.#later
    this.#later.retain((entry) => !entry.isCancelled)
    this.#cancelled -= size - this.#later.size
  }
}

/** An appointment as the clock keeps it. */
class Entry implements Appointment {
  readonly at: Instant
  readonly sequence: number
  #action: (() => void) | undefined
  readonly #noteCancelled: () => void

  constructor(at: Instant, sequence: number, action: () => void, noteCancelled: () => void) {
    this.at = at
    this.sequence = sequence
    this.#action = action
    this.#noteCancelled = noteCancelled
  }

  get isCancelled(): boolean {
    return this.#action === undefined
  }

  cancel(): void {
    if (this.#action === undefined) return
    this.#action = undefined
    this.#noteCancelled()
  }

  /** Lets it happen. */
  take(): void {
    const action = this.#action
    this.#action = undefined
    action?.()
  }
}
