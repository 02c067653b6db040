/** The clock of a tracker: it never goes back, also where that of the machine does. */
export class SteadyClock {
  readonly #wall: () => number
  #last = 0

  /** `wall` is the clock of the machine, in ms of Unix time. */
  constructor(wall: () => number = Date.now) {
    this.#wall = wall
  }

  /** In ms of Unix time. While the machine's clock is behind, time stands still: nothing opens early. */
  now(): number {
    this.#last = Math.max(this.#last, this.#wall())
    return this.#last
  }

  /** Something was decided at this instant before: time does not go behind it. */
  notBefore(at: number): void {
    this.#last = Math.max(this.#last, at)
  }
}
