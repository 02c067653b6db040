import { later } from '#core/engine.ts'
import { type Fleet, publishedAt } from './fleet.ts'

/** When so many intervals are full, each two become one. */
const intervalsMax = 600

/** The first intervals, in seconds. */
const firstSeconds = 1

/** Bytes over time: of one interval after the other, all equally long. */
export interface WanIntervals {
  /** The last may be shorter. */
  readonly wanIntervals: readonly number[]
  /** How long each is. */
  readonly intervalSeconds: number
}

/** Reads from time to time what the WAN links of a fleet have carried into its sites. */
export class WanMeter {
  readonly #fleet: Fleet
  #intervals: readonly number[] = []
  #intervalSeconds = firstSeconds
  #before = 0

  constructor(fleet: Fleet) {
    this.#fleet = fleet
    fleet.clock.at(publishedAt, () => {
      this.#before = this.#carried()
      this.#arrange()
    })
  }

  /** The bytes of each interval since the release. */
  finish(): WanIntervals {
    this.#take()
    return { wanIntervals: this.#intervals, intervalSeconds: this.#intervalSeconds }
  }

  #arrange(): void {
    const { clock } = this.#fleet
    clock.at(later(clock.now, this.#intervalSeconds * 1000), () => {
      this.#take()
      if (this.#intervals.length >= intervalsMax) {
        this.#intervals = coarser(this.#intervals, 2)
        this.#intervalSeconds *= 2
      }
      this.#arrange()
    })
  }

  #take(): void {
    const carried = this.#carried()
    this.#intervals = [...this.#intervals, carried - this.#before]
    this.#before = carried
  }

  #carried(): number {
    let sum = 0
    for (const { wanDown, wanExtraBytes } of this.#fleet.sites) sum += wanDown.carriedBytes + wanExtraBytes
    return sum
  }
}

/** The sum of what several meters have read, in the longest of their intervals. */
export function joinIntervals(meters: readonly WanIntervals[]): WanIntervals {
  const intervalSeconds = Math.max(...meters.map((meter) => meter.intervalSeconds))
  const equal = meters.map((meter) => coarser(meter.wanIntervals, intervalSeconds / meter.intervalSeconds))
  const count = Math.max(...equal.map(({ length }) => length))
  const wanIntervals = Array.from({ length: count }, (_, place) =>
    equal.reduce((sum, intervals) => sum + (intervals[place] ?? 0), 0),
  )
  return { wanIntervals, intervalSeconds }
}

/** Puts each so many intervals together. */
function coarser(intervals: readonly number[], factor: number): readonly number[] {
  return Array.from({ length: Math.ceil(intervals.length / factor) }, (_, place) =>
    intervals.slice(place * factor, (place + 1) * factor).reduce((sum, bytes) => sum + bytes, 0),
  )
}
