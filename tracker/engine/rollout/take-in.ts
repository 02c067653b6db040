import { check, unreachable } from '#core/check.ts'
import type { RolloutState } from '#core/rollout/rollout.ts'
import { currentPhase, durationText, lacking, soakEndsAt, soakedMs } from '#tracker/engine/rollout/conditions.ts'
import type {
  Outcome,
  RolloutAction,
  RolloutEffect,
  RolloutEvent,
  RolloutPlan,
  TimelineEntry,
} from '#tracker/engine/rollout/contract.ts'
import { isOver, noCounts, type PhaseCounts, type RolloutRecord, rolloutOf } from '#tracker/engine/rollout/record.ts'
import { percentText, type Tripped, trippedRules } from '#tracker/engine/rollout/stop-rules.ts'

/** A rollout after an event, and what its shell is to do. */
export interface Step {
  readonly record: RolloutRecord
  readonly effects: readonly RolloutEffect[]
}

/**
 * Takes one event in: the whole of what a tracker decides about a rollout. The same record and the same event give the
 * same step; the shell keeps the record before it carries the effects out, and does them again after a restart
 * (`pendingPublication`).
 */
export function takeIn(record: RolloutRecord, event: RolloutEvent): Step {
  check(event.at >= record.lastAt, 'the clock of a tracker does not go back')
  const now: RolloutRecord = { ...record, lastAt: event.at }
  switch (event.type) {
    case 'asked':
      return asked(now, event.action, event.by)
    case 'outcome':
      return judge(counted(now, event.phase, event.outcome))
    case 'gauges':
      return judge({ ...now, gauges: event.readings })
    case 'published':
      return published(now, event.revision)
    case 'tick':
      return judge(now)
    default:
      return unreachable(event)
  }
}

/** The first step of a rollout: its first phase opens at once. */
export function begin(plan: RolloutPlan, { at, by }: { readonly at: number; readonly by: string }): Step {
  const record: RolloutRecord = {
    format: 1,
    plan,
    state: 'running',
    revision: 0,
    publishedRevision: 0,
    openPhases: 0,
    takeBack: false,
    soaksSince: undefined,
    soakedMs: 0,
    isApproved: false,
    counts: plan.phases.map(() => noCounts),
    gauges: [],
    overruled: {},
    toldWaiting: '',
    lastAt: at,
  }
  const { id, product, version } = plan.rollout
  const phases = plan.phases.length === 1 ? 'one phase' : `${plan.phases.length} phases`
  const created = tell(record, 'created', `${id} brings ${product} ${version} in ${phases}`, by)
  const step = openNext(record)
  return { ...step, effects: [created, ...step.effects] }
}

/** When the record wants a `tick`, in ms of Unix time; undefined while only reports or people move it on. */
export function nextTickAt(record: RolloutRecord): number | undefined {
  if (record.state !== 'running' || record.publishedRevision < record.revision) return undefined
  const endsAt = soakEndsAt(record)
  return endsAt !== undefined && endsAt > record.lastAt ? endsAt : undefined
}

function asked(record: RolloutRecord, action: RolloutAction, by: string): Step {
  const refusal = refusalOf(record, action)
  if (refusal !== undefined) return { record, effects: [{ type: 'refused', reason: refusal }] }
  switch (action) {
    case 'pause':
      return changed(record, 'paused', tell(record, 'paused', 'nobody begins until it is resumed', by))
    case 'resume': {
      const overruled = Object.fromEntries(trippedRules(record).map(({ index, measured }) => [index, measured.bad]))
      return changed(
        { ...record, overruled },
        'running',
        tell(record, 'resumed', 'who is admitted may begin again', by),
      )
    }
    case 'approve': {
      const approved = { ...record, isApproved: true }
      const step = judge(approved)
      const told = tell(record, 'approved', `what follows ${currentPhase(record)?.name} may open`, by)
      return { ...step, effects: [told, ...step.effects] }
    }
    case 'cancel':
      return changed(record, 'cancelled', tell(record, 'stopped', 'cancelled: nobody else begins', by))
    case 'abort':
      return aborted(record, { takeBack: false, why: 'aborted', by })
    case 'abort-and-take-back':
      return aborted(record, { takeBack: true, why: 'aborted and taken back', by })
    default:
      return unreachable(action)
  }
}

function refusalOf(record: RolloutRecord, action: RolloutAction): string | undefined {
  const { state, takeBack, plan } = record
  // Whatever became of a rollout, the devices that took the release can be sent back.
  if (action === 'abort-and-take-back') return takeBack ? 'it is taken back already' : undefined
  if (action === 'abort') return state === 'aborted' ? 'it is aborted already' : undefined
  if (isOver(record)) return `it is ${state}, and nothing changes that: create another rollout`
  if (action === 'pause' && state === 'paused') return 'it is paused already'
  if (action === 'resume' && state === 'running') return 'it runs already'
  const waits = currentPhase(record)?.approval === true && record.openPhases < plan.phases.length
  if (action === 'approve' && !waits) return 'it waits for nobody: what follows opens by itself'
  return undefined
}

function counted(record: RolloutRecord, phase: number, outcome: Outcome): RolloutRecord {
  const field = countFields[outcome]
  const counts = record.counts.map((one, index) => (index === phase ? { ...one, [field]: one[field] + 1 } : one))
  return { ...record, counts }
}

const countFields = {
  began: 'began',
  confirmed: 'confirmed',
  'install-failed': 'installFailed',
  'trial-failed': 'trialFailed',
  crashed: 'crashed',
  'taken-back': 'takenBack',
} as const satisfies Record<Outcome, keyof PhaseCounts>

function published(record: RolloutRecord, revision: number): Step {
  check(revision <= record.revision, 'what is published was decided')
  if (revision <= record.publishedRevision) return { record, effects: [] }
  const isNewest = revision === record.revision
  const soaks = isNewest && record.state === 'running'
  return judge({ ...record, publishedRevision: revision, soaksSince: soaks ? record.lastAt : record.soaksSince })
}

/** After every event: is it to be stopped, or may it go on? */
function judge(record: RolloutRecord): Step {
  if (record.state !== 'running' && record.state !== 'paused') return { record, effects: [] }
  const tripped = trippedRules(record)
  const sure = tripped.find(({ isSure, rule }) => isSure && rule.action !== 'pause')
  if (sure !== undefined) return stop(record, sure)
  if (record.state === 'paused') return { record, effects: [] }
  const worse = tripped.find(({ index, measured }) => measured.bad > (record.overruled[index] ?? -1))
  if (worse !== undefined) return hold(record, worse)
  if (record.publishedRevision < record.revision) return { record, effects: [] }
  const missing = lacking(record, record.lastAt)
  if (missing.length > 0) return wait(record, missing)
  return record.openPhases < record.plan.phases.length ? openNext(record) : complete(record)
}

function stop(record: RolloutRecord, { rule, measured }: Tripped): Step {
  const limit = percentText(rule.aboveBasisPoints, 10_000)
  const takeBack = rule.action === 'abort-and-take-back'
  const what = takeBack ? 'aborted and taken back' : 'aborted'
  return aborted(record, { takeBack, why: `${what}: ${measured.text}, above ${limit}`, by: undefined })
}

function hold(record: RolloutRecord, { rule, measured, isSure }: Tripped): Step {
  const limit = percentText(rule.aboveBasisPoints, 10_000)
  const sample = isSure ? '' : `; ${measured.sample} devices are too few to judge by, ${rule.sampleMin} are needed`
  const text = `paused: ${measured.text}, above ${limit}${sample}`
  return changed(record, 'paused', tell(record, 'paused', text, undefined))
}

function wait(record: RolloutRecord, missing: readonly string[]): Step {
  const waiting = missing.join('; ')
  if (waiting === record.toldWaiting) return { record, effects: [] }
  const told = tell(record, 'waiting', `before it goes on: ${waiting}`, undefined)
  return { record: { ...record, toldWaiting: waiting }, effects: [told] }
}

function openNext(record: RolloutRecord): Step {
  const phase = record.plan.phases[record.openPhases]
  check(phase !== undefined, 'there is a phase to open')
  const next: RolloutRecord = {
    ...record,
    revision: record.revision + 1,
    openPhases: record.openPhases + 1,
    soaksSince: undefined,
    soakedMs: 0,
    isApproved: false,
    toldWaiting: '',
  }
  const share = percentText(phase.basisPoints, 10_000)
  const text = `${phase.name} opens: ${share} of ${selectorText(phase.select)}, for ${durationText(phase.soakMs)} at least`
  return publishing(next, tell(record, 'opened', text, undefined))
}

function complete(record: RolloutRecord): Step {
  return changed(record, 'complete', tell(record, 'complete', 'all phases have proved good', undefined))
}

function aborted(
  record: RolloutRecord,
  { takeBack, why, by }: { readonly takeBack: boolean; readonly why: string; readonly by: string | undefined },
): Step {
  return changed({ ...record, takeBack }, 'aborted', tell(record, 'stopped', why, by))
}

/** A change of state is a new revision; while it does not run, nothing soaks. */
function changed(record: RolloutRecord, state: RolloutState, told: RolloutEffect): Step {
  const soaked = soakedMs(record, record.lastAt)
  const next = { ...record, state, revision: record.revision + 1, soakedMs: soaked, soaksSince: undefined }
  return publishing(next, told)
}

function publishing(record: RolloutRecord, told: RolloutEffect): Step {
  return { record, effects: [told, { type: 'publish', rollout: rolloutOf(record) }] }
}

function tell(
  { lastAt }: RolloutRecord,
  kind: TimelineEntry['kind'],
  text: string,
  by: string | undefined,
): RolloutEffect {
  return { type: 'timeline', entry: { at: lastAt, kind, text, by } }
}

function selectorText(select: Readonly<Record<string, readonly string[]>>): string {
  const parts = Object.entries(select).map(([name, values]) => `${name} ${values.join(' or ')}`)
  return parts.length === 0 ? 'all devices' : `devices with ${parts.join(', ')}`
}
