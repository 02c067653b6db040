import type { Outcome } from '#tracker/engine/rollout/contract.ts'

/** Why devices failed, and how many for each reason. */
export interface Failure {
  readonly outcome: Outcome
  /** As devices say it, at most {@link reasonLengthMax} characters; empty for those that there was no room for. */
  readonly reason: string
  readonly devices: number
}

/** The most reasons that are told apart. */
export const reasonsMax = 64

/** The longest reason. */
const reasonLengthMax = 200

/** The failures with one device more. */
export function withFailure(failures: readonly Failure[], outcome: Outcome, reason: string): readonly Failure[] {
  const text = reason.slice(0, reasonLengthMax)
  const isSame = (one: Failure) => one.outcome === outcome && one.reason === text
  if (failures.some(isSame)) return failures.map((one) => (isSame(one) ? { ...one, devices: one.devices + 1 } : one))
  if (failures.length < reasonsMax || text === '') return [...failures, { outcome, reason: text, devices: 1 }]
  return withFailure(failures, outcome, '')
}
