/** A unit in which an axis of time is read. */
export interface TimeUnit {
  /** The label of the axis. */
  readonly label: string
  readonly seconds: number
}

const units: readonly TimeUnit[] = [
  { label: 'seconds after the release', seconds: 1 },
  { label: 'minutes after the release', seconds: 60 },
  { label: 'hours after the release', seconds: 3_600 },
  { label: 'days after the release', seconds: 86_400 },
]

/** An axis of at least so many of a unit is read in it. */
const unitsMin = 5

/** The unit in which the numbers of an axis from 0 to `maxSeconds` are small. */
export function timeUnit(maxSeconds: number): TimeUnit {
  return units.findLast(({ seconds }) => maxSeconds >= unitsMin * seconds) ?? (units[0] as TimeUnit)
}
