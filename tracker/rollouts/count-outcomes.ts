import type { FleetOutcome } from '#tracker/engine/fleet/device-record.ts'
import { phaseOf } from '#tracker/engine/rollout/phase-of.ts'
import type { RolloutRecord } from '#tracker/engine/rollout/record.ts'
import { type Advance, advanceByOutcome, type RolloutState } from './rollout-state.ts'

/** What outcomes in their order make of their rollouts: one advance for each rollout that they are about. */
export function countOutcomes(
  states: ReadonlyMap<string, RolloutState>,
  outcomes: readonly FleetOutcome[],
  at: number,
): readonly Advance[] {
  const steps = new Map<string, Advance>()
  for (const outcome of outcomes) {
    const before = steps.get(outcome.rollout)
    const state = before?.state ?? states.get(outcome.rollout)
    if (state === undefined || !isOf(state.record, outcome)) continue
    const step = advanceByOutcome(state, { ...outcome, at, phase: phaseOf(state.record, outcome) })
    steps.set(outcome.rollout, { ...step, told: [...(before?.told ?? []), ...step.told] })
  }
  return [...steps.values()]
}

/** Outcomes that are forgotten together: fewer are left in the queue, and never counted again. */
const forgottenAtOnce = 500

/**
 * Whether the outcomes up to number `last` are to be forgotten, after the last `counted` of them were. Not each time:
 * forgetting is a synced write to the fleet, which reports wait for.
 */
export function isTimeToForget(last: number, counted: number): boolean {
  return last % forgottenAtOnce < counted
}

/** A device cannot speak of a release that the rollout is not about. */
function isOf({ plan }: RolloutRecord, { product, version }: FleetOutcome): boolean {
  return plan.rollout.product === product && plan.rollout.version === version
}
