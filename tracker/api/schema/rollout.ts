import { type Static, Type } from 'typebox'
import { rolloutActions } from '#tracker/engine/rollout/contract.ts'
import { phaseOrder, rolloutOrder, stopOrder } from '#tracker/rollouts/rollout-order.ts'
import { count, instant, orNull } from './common.ts'

/** What people can ask of a rollout. */
export const rolloutAction = Type.Enum([...rolloutActions])

/** Devices by what became of them. */
const devices = Type.Object({
  began: count,
  confirmed: count,
  installFailed: count,
  trialFailed: count,
  crashed: count,
  takenBack: count,
})

/** A rollout as lists show it. */
export const rolloutSummary = Type.Object({
  id: Type.String(),
  product: Type.String(),
  version: Type.String(),
  urgency: Type.Enum(['normal', 'critical']),
  state: Type.Enum(['running', 'paused', 'cancelled', 'aborted', 'complete']),
  takeBack: Type.Boolean({ description: 'Whether devices go back to the release before' }),
  revision: count,
  publishedRevision: Type.Integer({
    minimum: 0,
    description: 'What devices can read; behind `revision` while it is being signed',
  }),
  problem: orNull(Type.String({ description: 'Why the newest revision is not signed' })),
  phases: Type.Integer({ description: 'How many there are' }),
  openPhases: count,
  phase: Type.String({ description: 'The name of the one that opened last' }),
  waiting: Type.String({ description: 'What it waits for, in words; empty where nothing is missing' }),
  soakEndsAt: orNull(instant),
  devices,
  createdAt: instant,
  createdBy: Type.String(),
  updatedAt: instant,
  actions: Type.Array(rolloutAction, { description: 'What can be asked of it now' }),
})

const entry = Type.Object({
  number: Type.Integer({ minimum: 1 }),
  at: instant,
  kind: Type.Enum(['created', 'opened', 'waiting', 'paused', 'resumed', 'approved', 'stopped', 'complete']),
  text: Type.String(),
  by: orNull(Type.String({ description: 'Who asked for it; null where the rules did it' })),
})

const share = orNull(Type.Number({ description: '0 to 1; null where there is nothing to count' }))
const ms = orNull(Type.Number())

const kpis = Type.Object({
  devices: count,
  confirmed: count,
  adoption: share,
  installFailureRate: share,
  crashRate: share,
  timeToPatchMs: Type.Object({ p50: ms, p95: ms }),
  downtimeMs: Type.Object({ mean: ms, p95: ms }),
  timeToRecoverMs: ms,
  wanBytes: count,
  savedBytes: count,
  peerShare: share,
})

/** A rollout with all that is known of it. */
export const rolloutDetail = Type.Object({
  ...rolloutSummary.properties,
  plan: Type.Object({
    consent: Type.Unknown({ description: 'As it was ordered' }),
    phases: Type.Array(Type.Object({ ...phaseOrder.properties, isOpen: Type.Boolean(), devices })),
    stops: Type.Array(
      Type.Object({
        ...stopOrder.properties,
        measured: orNull(Type.String({ description: 'How it stands, in words' })),
      }),
    ),
  }),
  timeline: Type.Array(entry),
  kpis: Type.Object({
    since: instant,
    all: kpis,
    groups: Type.Record(Type.String(), kpis, { description: 'By NAME=VALUE of a tag' }),
  }),
  curve: Type.Array(
    Type.Object({
      at: instant,
      openPhases: count,
      began: count,
      confirmed: count,
      failed: count,
      crashed: count,
      takenBack: count,
    }),
  ),
  failures: Type.Array(Type.Object({ outcome: Type.String(), reason: Type.String(), devices: count })),
})

/** What an event of a rollout says: the entry, and the rollout after it. */
export const rolloutEvent = Type.Object({ entry, rollout: rolloutSummary })

/** What a rollout would do. */
export const plannedRollout = Type.Object({
  plan: rolloutOrder,
  warnings: Type.Array(Type.String({ description: 'What may not be as it was meant: a phase that matches nobody' })),
})

/** A rollout that has begun. */
export const createdRollout = Type.Object({ ...plannedRollout.properties, rollout: rolloutSummary })

/** {@link rolloutSummary} as a type. */
export type RolloutSummary = Static<typeof rolloutSummary>

/** {@link rolloutDetail} as a type. */
export type RolloutDetail = Static<typeof rolloutDetail>

/** One line of a story as a type. */
export type RolloutEntry = Static<typeof entry>

/** The KPIs of one group as a type. */
export type RolloutKpis = Static<typeof kpis>

/** {@link plannedRollout} as a type. */
export type PlannedRollout = Static<typeof plannedRollout>

/** {@link createdRollout} as a type. */
export type CreatedRollout = Static<typeof createdRollout>
