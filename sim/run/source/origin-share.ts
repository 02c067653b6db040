import { later } from '#core/engine.ts'
import type { Clock } from '#sim/clock.ts'
import type { FluidLink } from '#sim/network/fluid.ts'

/** The way from the origin to one site. */
export interface OriginWay {
  /** What the origin sends there crosses it. */
  readonly link: FluidLink
  /** What the site could take, in bytes a second: its WAN. */
  readonly bytesPerSecondMax: number
}

/** Time between two divisions. */
const divideMs = 1_000

/**
 * Divides what an origin can send among the sites that fetch from it, every virtual second anew. A site that begins to
 * fetch in between has until then what one more would get.
 */
export class OriginShare {
  readonly #clock: Clock
  readonly #bytesPerSecond: number
  readonly #ways: readonly OriginWay[]

  constructor(clock: Clock, bytesPerSecond: number, ways: readonly OriginWay[]) {
    this.#clock = clock
    this.#bytesPerSecond = bytesPerSecond
    this.#ways = ways
  }

  /** Divides from now on. */
  start(): void {
    this.#divide()
    this.#clock.at(later(this.#clock.now, divideMs), () => this.start())
  }

  #divide(): void {
    const fetching = this.#ways.filter(({ link }) => link.isCrossed)
    const level = fairLevel(
      this.#bytesPerSecond,
      fetching.map((way) => way.bytesPerSecondMax),
    )
    const oneMore = this.#bytesPerSecond / (fetching.length + 1)
    for (const { link, bytesPerSecondMax } of this.#ways) {
      link.setRate(Math.min(bytesPerSecondMax, link.isCrossed ? level : oneMore))
    }
  }
}

/** What each of some takers may have at the most, so that they have `total` together; infinite where they want no more. */
export function fairLevel(total: number, wanted: readonly number[]): number {
  let left = total
  let takers = wanted.length
  for (const most of wanted.toSorted((a, b) => a - b)) {
    if (most > left / takers) return left / takers
    left -= most
    takers -= 1
  }
  return Number.POSITIVE_INFINITY
}
