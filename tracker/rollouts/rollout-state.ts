import { type Curve, noCurve, withPoint } from '#tracker/engine/kpi/curve.ts'
import { type Failure, withFailure } from '#tracker/engine/kpi/failures.ts'
import { beginKpis, type DeviceOutcome, type Kpis, stopped, withOutcome } from '#tracker/engine/kpi/kpis.ts'
import type { RolloutEvent, RolloutPlan, TimelineEntry } from '#tracker/engine/rollout/contract.ts'
import { type RolloutRecord, totalOf } from '#tracker/engine/rollout/record.ts'
import { begin, type Step, takeIn } from '#tracker/engine/rollout/take-in.ts'

/** All that a tracker keeps of a rollout but its story and its devices: plain data. */
export interface RolloutState {
  readonly record: RolloutRecord
  readonly kpis: Kpis
  readonly curve: Curve
  readonly failures: readonly Failure[]
  /** In ms of Unix time. */
  readonly createdAt: number
  readonly createdBy: string
  /** Entries of its story so far: the number of the last one. */
  readonly storyLength: number
}

/** A rollout after an event, and what is to be told and published. */
export interface Advance {
  readonly state: RolloutState
  readonly told: readonly TimelineEntry[]
  /** Why an action that was asked for is not done. */
  readonly refusal: string | undefined
}

/** What became of a device, with why where it failed. */
export interface PhaseOutcome extends DeviceOutcome {
  /** By number in the plan. */
  readonly phase: number
  readonly reason: string
}

/** A rollout that begins. `since` is what times to patch are counted from, in ms of Unix time. */
export function beginState(
  plan: RolloutPlan,
  { at, by, since }: { readonly at: number; readonly by: string; readonly since: number },
): Advance {
  const step = begin(plan, { at, by })
  const state: RolloutState = {
    record: step.record,
    kpis: beginKpis(since),
    curve: noCurve,
    failures: [],
    createdAt: at,
    createdBy: by,
    storyLength: 0,
  }
  return advanced(state, step)
}

/** A rollout after an event of its engine. */
export function advance(state: RolloutState, event: RolloutEvent): Advance {
  return advanced(state, takeIn(state.record, event))
}

/** A rollout after one more device has told what became of it. */
export function advanceByOutcome(state: RolloutState, device: PhaseOutcome): Advance {
  const { outcome, phase, at, reason } = device
  const failed = outcome === 'install-failed' || outcome === 'trial-failed' || outcome === 'crashed'
  const counted: RolloutState = {
    ...state,
    kpis: withOutcome(state.kpis, device),
    failures: failed ? withFailure(state.failures, outcome, reason) : state.failures,
  }
  return advance(counted, { type: 'outcome', outcome, phase, at })
}

function advanced(state: RolloutState, { record, effects }: Step): Advance {
  const told = effects.flatMap((effect) => (effect.type === 'timeline' ? [effect.entry] : []))
  const refused = effects.find((effect) => effect.type === 'refused')
  const isStopped = record.state === 'aborted' || record.state === 'cancelled'
  return {
    state: {
      ...state,
      record,
      kpis: isStopped ? stopped(state.kpis, record.lastAt) : state.kpis,
      curve: withPoint(state.curve, record.lastAt, record.openPhases, totalOf(record.counts)),
      storyLength: state.storyLength + told.length,
    },
    told,
    refusal: refused?.reason,
  }
}
