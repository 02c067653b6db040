import { Type } from 'typebox'
import { grantedScopes } from '#tracker/api/tokens/token.ts'
import { count, instant, orNull } from './common.ts'

/** What a tracker says of itself, without what is only for its owner. */
export const apiStatus = Type.Object({
  peer: Type.String(),
  addresses: Type.Array(Type.String()),
  version: Type.String({ description: 'Of mycel' }),
  now: instant,
  joined: Type.Integer({ minimum: 0, description: 'Devices that are connected' }),
  devices: Type.Integer({ minimum: 0, description: 'Devices that have ever reported' }),
  rollouts: Type.Object({ running: count, paused: count, all: count }),
  repository: Type.Object({
    releases: count,
    metadata: Type.Array(Type.Object({ role: Type.String(), version: Type.Integer(), expires: Type.String() })),
  }),
  served: Type.Object({ payloadBytes: count, metadataBytes: count }),
  memoryBytes: count,
  uptimeSec: count,
})

/** A release as lists show it. */
export const release = Type.Object({
  product: Type.String(),
  version: Type.String(),
  gated: Type.Boolean({ description: 'Whether only a rollout brings it' }),
  devices: Type.Integer({ minimum: 0, description: 'How many run it' }),
  deltas: Type.Array(
    Type.Object({
      component: Type.String(),
      from: Type.String(),
      payloadBytes: Type.Integer({ description: 'What a device on that version fetches at most' }),
    }),
  ),
})

/** One line of the audit log. */
export const auditEntry = Type.Object({
  sequence: Type.Integer({ minimum: 1 }),
  at: instant,
  actor: Type.String(),
  action: Type.String(),
  target: Type.String(),
  details: Type.Record(Type.String(), Type.Unknown()),
  previous: Type.String(),
  hash: Type.String(),
})

/** A token without its secret. */
export const tokenFacts = Type.Object({
  id: Type.String(),
  name: Type.String(),
  scopes: Type.Array(Type.String()),
  createdAt: instant,
  expiresAt: orNull(instant),
})

/** What a token is asked for with. */
export const tokenWish = Type.Object(
  {
    name: Type.String({ pattern: '^[\\w.@-]{1,63}$', description: 'Whom it is for: the actor of the audit log' }),
    scopes: Type.Array(Type.Enum([...grantedScopes]), { minItems: 1, maxItems: 4 }),
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650 })),
  },
  { additionalProperties: false },
)

const annotationFields = {
  text: Type.String({ minLength: 1, maxLength: 4000 }),
  source: Type.Optional(Type.String({ maxLength: 63, description: 'Where it comes from: the ticket system' })),
  reference: Type.Optional(Type.String({ maxLength: 255, description: 'What it is called there' })),
  device: Type.Optional(Type.String({ maxLength: 128 })),
  rollout: Type.Optional(Type.String({ maxLength: 63 })),
}

/** A note of people on a device or rollout: a support ticket. */
export const annotationWish = Type.Object(annotationFields, { additionalProperties: false })

/** A note as it is kept. */
export const annotation = Type.Object({ number: Type.Integer(), at: instant, by: Type.String(), ...annotationFields })
