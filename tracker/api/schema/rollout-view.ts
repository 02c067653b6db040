import type { FleetCounts } from '#tracker/engine/fleet/fleet-tally.ts'
import { kpiNumbers } from '#tracker/engine/kpi/kpis.ts'
import { currentPhase, lacking, soakEndsAt } from '#tracker/engine/rollout/conditions.ts'
import { type RolloutAction, rolloutActions } from '#tracker/engine/rollout/contract.ts'
import { totalOf } from '#tracker/engine/rollout/record.ts'
import { measure } from '#tracker/engine/rollout/stop-rules.ts'
import { takeIn } from '#tracker/engine/rollout/take-in.ts'
import { phaseOrderOf, stopOrderOf } from '#tracker/rollouts/read-order.ts'
import type { RolloutState } from '#tracker/rollouts/rollout-state.ts'
import type { StoryEntry } from '#tracker/rollouts/rollout-store.ts'
import { instantOf } from './common.ts'
import type { RolloutDetail, RolloutEntry, RolloutKpis, RolloutSummary } from './rollout.ts'

/** A rollout as lists show it. `problem` is why its newest revision is not signed. */
export function rolloutSummaryOf({ record, createdAt, createdBy }: RolloutState, problem?: string): RolloutSummary {
  const { plan, state, takeBack, revision, publishedRevision, openPhases, counts, lastAt } = record
  const { id, product, version, urgency } = plan.rollout
  const soakEnd = soakEndsAt(record)
  return {
    id,
    product,
    version,
    urgency,
    state,
    takeBack,
    revision,
    publishedRevision,
    problem: problem ?? null,
    phases: plan.phases.length,
    openPhases,
    phase: currentPhase(record)?.name ?? '',
    waiting: state === 'running' ? lacking(record, lastAt).join('; ') : '',
    soakEndsAt: state === 'running' && soakEnd !== undefined ? instantOf(soakEnd) : null,
    devices: totalOf(counts),
    createdAt: instantOf(createdAt),
    createdBy,
    updatedAt: instantOf(lastAt),
    actions: rolloutActions.filter((action) => isPossible(record, action)),
  }
}

/** A rollout with all that is known of it; `fleet` are the devices of its product. */
export function rolloutDetailOf(
  state: RolloutState,
  {
    story,
    fleet,
    problem,
  }: { readonly story: readonly StoryEntry[]; readonly fleet: FleetCounts; readonly problem: string | undefined },
): RolloutDetail {
  const { record, kpis, curve, failures } = state
  const groups = Object.keys(kpis.groups).filter((group) => group !== '')
  return {
    ...rolloutSummaryOf(state, problem),
    plan: {
      consent: record.plan.rollout.consent,
      phases: record.plan.phases.map((phase, index) => ({
        ...phaseOrderOf(phase),
        isOpen: index < record.openPhases,
        devices: totalOf(record.counts.slice(index, index + 1)),
      })),
      stops: record.plan.stops.map((rule) => ({
        ...stopOrderOf(rule),
        measured: measure(record, rule.metric)?.text ?? null,
      })),
    },
    timeline: story.map(entryOf),
    kpis: {
      since: instantOf(kpis.since),
      all: kpisOf(state, '', fleet.devices),
      groups: Object.fromEntries(groups.map((group) => [group, kpisOf(state, group, fleet.byGroup[group] ?? 0)])),
    },
    curve: curve.points.map((point) => ({ ...point, at: instantOf(point.at) })),
    failures: failures.map((failure) => ({ ...failure })),
  }
}

/** An entry of a story. */
export function entryOf({ number, at, kind, text, by }: StoryEntry): RolloutEntry {
  return { number, at: instantOf(at), kind, text, by: by ?? null }
}

function kpisOf({ kpis }: RolloutState, group: string, devices: number): RolloutKpis {
  const { timeToPatchMs, downtimeMs, ...numbers } = kpiNumbers(kpis, group, devices)
  return {
    devices,
    confirmed: numbers.confirmed,
    adoption: numbers.adoption ?? null,
    installFailureRate: numbers.installFailureRate ?? null,
    crashRate: numbers.crashRate ?? null,
    timeToPatchMs: { p50: timeToPatchMs.p50 ?? null, p95: timeToPatchMs.p95 ?? null },
    downtimeMs: { mean: downtimeMs.mean ?? null, p95: downtimeMs.p95 ?? null },
    timeToRecoverMs: numbers.timeToRecoverMs ?? null,
    wanBytes: numbers.wanBytes,
    savedBytes: numbers.savedBytes,
    peerShare: numbers.peerShare ?? null,
  }
}

/** Whether the engine would do it: it is asked, and what it answers is thrown away. */
function isPossible(record: RolloutState['record'], action: RolloutAction): boolean {
  const { effects } = takeIn(record, { type: 'asked', action, by: '', at: record.lastAt })
  return effects.every(({ type }) => type !== 'refused')
}
