import { later } from '#core/engine.ts'
import type { Scenario } from '#sim/scenario/scenario.ts'
import { type Fleet, publishedAt } from './fleet.ts'

/** Intervals of one run; a longer run has longer ones. */
const intervalsMax = 600

/** The shortest interval, in seconds. */
const intervalSecondsMin = 1

/** How long the intervals of a scenario are, in whole seconds. */
export function intervalSecondsOf({ endSeconds }: Scenario): number {
  return Math.max(intervalSecondsMin, Math.ceil(endSeconds / intervalsMax))
}

/** Reads from time to time what the WAN links of a fleet have carried into its sites. */
export class WanMeter {
  readonly #intervals: number[] = []
  readonly #fleet: Fleet
  #before = 0

  constructor(fleet: Fleet) {
    this.#fleet = fleet
    fleet.clock.at(publishedAt, () => {
      this.#before = this.#carried()
      this.#arrange()
    })
  }

  /** The bytes of each interval since the release; the last may be shorter. */
  finish(): readonly number[] {
    this.#take()
    return this.#intervals
  }

  #arrange(): void {
    const { clock, scenario } = this.#fleet
    clock.at(later(clock.now, intervalSecondsOf(scenario) * 1000), () => {
      this.#take()
      this.#arrange()
    })
  }

  #take(): void {
    const carried = this.#carried()
    this.#intervals.push(carried - this.#before)
    this.#before = carried
  }

  #carried(): number {
    let sum = 0
    for (const { wanDown, wanExtraBytes } of this.#fleet.sites) sum += wanDown.carriedBytes + wanExtraBytes
    return sum
  }
}
