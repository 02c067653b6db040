import type { PhaseCounts } from '#tracker/engine/rollout/record.ts'

/** How a rollout came along, for a picture of it: plain data of at most {@link pointsMax} points. */
export interface Curve {
  /** The least time between two points, in ms; it doubles when there is no room for more. */
  readonly everyMs: number
  readonly points: readonly CurvePoint[]
}

/** Devices by what became of them, up to an instant. */
export interface CurvePoint {
  /** In ms of Unix time. */
  readonly at: number
  readonly openPhases: number
  readonly began: number
  readonly confirmed: number
  /** Before or in the trial. */
  readonly failed: number
  readonly crashed: number
  readonly takenBack: number
}

/** The most points of a curve. */
export const pointsMax = 240

/** No points. */
export const noCurve: Curve = { everyMs: 1000, points: [] }

/** The curve with what is so now: the last point moves while it is younger than the least time. */
export function withPoint(curve: Curve, at: number, openPhases: number, counts: PhaseCounts): Curve {
  const { began, confirmed, installFailed, trialFailed, crashed, takenBack } = counts
  const point = { at, openPhases, began, confirmed, failed: installFailed + trialFailed, crashed, takenBack }
  const { everyMs, points } = curve
  const before = points.at(-2)
  const isClose = before !== undefined && at - before.at < everyMs && points.at(-1)?.openPhases === openPhases
  const next = [...(isClose ? points.slice(0, -1) : points), point]
  if (next.length <= pointsMax) return { everyMs, points: next }
  return { everyMs: everyMs * 2, points: next.filter((_, index) => index % 2 === 0 || index === next.length - 1) }
}
