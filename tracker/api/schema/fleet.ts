import { type Static, Type } from 'typebox'
import { count, instant, numbersBy } from './common.ts'

/** A device as lists show it. */
export const deviceSummary = Type.Object({
  id: Type.String({ description: 'Its peer id' }),
  product: Type.String(),
  version: Type.String({ description: 'What it runs' }),
  site: Type.String({ description: 'The network that it was last heard from' }),
  tags: Type.Record(Type.String(), Type.String()),
  firstSeenAt: instant,
  lastSeenAt: instant,
  wanBytes: count,
  lanBytes: count,
})

/** A device with what happened to it. */
export const deviceDetail = Type.Object({
  ...deviceSummary.properties,
  gauges: numbersBy('What its health.d measured last'),
  events: Type.Array(
    Type.Object({
      heardAt: instant,
      at: Type.String({ description: 'By the clock of the device' }),
      sequence: Type.Integer(),
      type: Type.Enum(['began', 'confirmed', 'install-failed', 'rolled-back', 'crashed']),
      version: Type.String(),
      rollout: Type.String({ description: 'Which one admitted it; empty for none' }),
      from: Type.Optional(Type.String()),
      reason: Type.Optional(Type.String()),
      cause: Type.Optional(Type.String()),
      downtimeMs: Type.Optional(Type.Number()),
    }),
    { description: 'The last 50, newest first' },
  ),
})

/** The fleet in numbers. */
export const fleetCounts = Type.Object({
  devices: count,
  seenLastHour: Type.Integer({ minimum: 0, description: 'Of all products, to the hour' }),
  seenLastDay: Type.Integer({ minimum: 0, description: 'Of all products, to the hour' }),
  sites: Type.Integer({ minimum: 0, description: 'Of all products' }),
  byVersion: numbersBy('Devices by the version that they run'),
  byGroup: numbersBy('Devices by NAME=VALUE of a tag'),
})

/** What `mycel release build --fleet` reads. */
export const fleetVersions = Type.Object({ versions: numbersBy('Devices by the version that they run') })

/** The devices behind one address. */
export const site = Type.Object({
  site: Type.String(),
  devices: count,
  wanBytes: Type.Integer({ minimum: 0, description: 'What they took over the WAN in all' }),
  lanBytes: Type.Integer({ minimum: 0, description: 'What they took from each other instead' }),
})

/** {@link deviceSummary} as a type. */
export type DeviceSummary = Static<typeof deviceSummary>

/** {@link deviceDetail} as a type. */
export type DeviceDetail = Static<typeof deviceDetail>
