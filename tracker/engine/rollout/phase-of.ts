import { type Admitted, cohortOf, matches } from '#core/rollout/admission.ts'
import type { RolloutRecord } from '#tracker/engine/rollout/record.ts'

/**
 * The phase of the plan, from 0, by which a device came: the first one that is for it. The last open one where its tags
 * have changed since, so that every device is counted in one.
 */
export function phaseOf({ plan, openPhases }: RolloutRecord, { peer, tags }: Admitted): number {
  const cohort = cohortOf(plan.rollout, peer)
  const found = plan.phases.findIndex(({ select, basisPoints }) => matches(select, tags) && cohort < basisPoints)
  return found < 0 ? Math.max(0, openPhases - 1) : found
}
