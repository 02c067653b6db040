import type { Rollout, RolloutState } from '#core/rollout/rollout.ts'
import type { GaugeReading, RolloutPlan } from '#tracker/engine/rollout/contract.ts'

/** All that is known of a rollout: plain data, which its shell keeps after every event. */
export interface RolloutRecord {
  /** Of this form; a later form is read by a later tracker. */
  readonly format: 1
  readonly plan: RolloutPlan
  readonly state: RolloutState
  /** The newest revision that was decided, and the newest that is published. */
  readonly revision: number
  readonly publishedRevision: number
  /** Phases that are open by the newest decision. */
  readonly openPhases: number
  readonly takeBack: boolean
  /** Since when the last open phase soaks, in ms of Unix time; undefined while it does not. */
  readonly soaksSince: number | undefined
  /** How long it had soaked before. */
  readonly soakedMs: number
  /** Whether a person allowed the next phase. */
  readonly isApproved: boolean
  /** By phase of the plan. */
  readonly counts: readonly PhaseCounts[]
  readonly gauges: readonly GaugeReading[]
  /** How bad it was, by stop rule, when a person resumed in spite of it: it pauses again only where it gets worse. */
  readonly overruled: Readonly<Record<number, number>>
  /** What the rollout waits for, as it was told last: nothing is told twice. */
  readonly toldWaiting: string
  /** The newest event, in ms of Unix time. */
  readonly lastAt: number
}

/** Devices of a phase by what became of them; each device counts once in each. */
export interface PhaseCounts {
  readonly began: number
  readonly confirmed: number
  readonly installFailed: number
  readonly trialFailed: number
  readonly crashed: number
  readonly takenBack: number
}

/** No devices. */
export const noCounts: PhaseCounts = {
  began: 0,
  confirmed: 0,
  installFailed: 0,
  trialFailed: 0,
  crashed: 0,
  takenBack: 0,
}

/** The counts of several phases together. */
export function totalOf(counts: readonly PhaseCounts[]): PhaseCounts {
  return counts.reduce(
    (sum, one) => ({
      began: sum.began + one.began,
      confirmed: sum.confirmed + one.confirmed,
      installFailed: sum.installFailed + one.installFailed,
      trialFailed: sum.trialFailed + one.trialFailed,
      crashed: sum.crashed + one.crashed,
      takenBack: sum.takenBack + one.takenBack,
    }),
    noCounts,
  )
}

/** What is to be signed: the rollout as it was decided last. */
export function rolloutOf({ plan, state, revision, openPhases, takeBack }: RolloutRecord): Rollout {
  const phases = plan.phases.map(({ name, select, basisPoints }) => ({ name, select, basisPoints }))
  return { ...plan.rollout, revision, state, phases, openPhases, takeBack }
}

/** The publication that was decided and is not confirmed: what a shell does again after a restart. */
export function pendingPublication(record: RolloutRecord): Rollout | undefined {
  return record.publishedRevision < record.revision ? rolloutOf(record) : undefined
}

/** Whether nothing changes any more, but what devices report. */
export function isOver({ state }: RolloutRecord): boolean {
  return state === 'cancelled' || state === 'aborted' || state === 'complete'
}
