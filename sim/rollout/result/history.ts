import type { Outcome } from '#tracker/engine/rollout/contract.ts'

/** How a rollout came along: how many devices had each outcome up to an instant, whether the tracker knew it or not. */
export interface HistoryPoint {
  /** After the release. */
  readonly seconds: number
  /** Devices that began, by the phase that admitted them. */
  readonly begun: readonly number[]
  readonly confirmed: number
  /** Before or in the trial. */
  readonly failed: number
  readonly crashed: number
  readonly takenBack: number
}

/** The most points that are kept: with one more, every second one goes. */
const pointsMax = 480

/** What a point is of. */
export interface Counted {
  readonly begun: readonly number[]
  readonly outcomes: Readonly<Record<Outcome, ReadonlySet<number>>>
}

/** The points of a rollout in bounded memory: evenly spaced, ever wider apart as time passes. */
export class History {
  #points: HistoryPoint[] = []
  /** Only each so many-th instant is kept. */
  #stride = 1
  #instants = 0

  /** The points, with one of what is so at the end. */
  end(seconds: number, counted: Counted): readonly HistoryPoint[] {
    return [...this.#points.filter((point) => point.seconds < seconds), pointOf(seconds, counted)]
  }

  /** An instant of the run: these are evenly apart. */
  look(seconds: number, counted: Counted): void {
    if (this.#instants % this.#stride === 0) this.#points.push(pointOf(seconds, counted))
    this.#instants += 1
    if (this.#points.length < pointsMax) return
    this.#points = this.#points.filter((_, index) => index % 2 === 0)
    this.#stride *= 2
  }
}

function pointOf(seconds: number, { begun, outcomes }: Counted): HistoryPoint {
  return {
    seconds,
    begun: [...begun],
    confirmed: outcomes.confirmed.size,
    failed: outcomes['install-failed'].size + outcomes['trial-failed'].size,
    crashed: outcomes.crashed.size,
    takenBack: outcomes['taken-back'].size,
  }
}
