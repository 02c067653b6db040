import { type Static, Type } from 'typebox'
import { phasesMax } from '#core/rollout/rollout.ts'
import { templateNames } from '#tracker/engine/rollout/templates.ts'
import { timeSpanPattern } from './time-span.ts'

/** Names of products, rollouts, phases and gauges, as `parseName` reads them. */
const name = (description: string) => Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{0,62}$', description })

/** A share in percent, to two decimals. */
const percent = (description: string) => Type.Number({ minimum: 0, maximum: 100, description })

const select = Type.Record(
  Type.String({ minLength: 1, maxLength: 63 }),
  Type.Array(Type.String({ minLength: 1, maxLength: 63 }), { minItems: 1, maxItems: 64 }),
  {
    maxProperties: 16,
    description: 'Devices each of whose tags named here has one of the values; all devices without names',
  },
)

const whole = (description: string) => Type.Integer({ minimum: 0, maximum: 1_000_000, description })

/** A phase as people write it. */
export const phaseOrder = Type.Object(
  {
    name: name('The name of the phase'),
    select: Type.Optional(select),
    percent: percent('The share of the devices that match'),
    soak: Type.String({ pattern: timeSpanPattern, description: 'How long it is open at least: 90s, 30min, 48h, 7d' }),
    minConfirmed: Type.Optional(whole('Devices of this phase that must have confirmed; 1 unless given')),
    successPercent: Type.Optional(percent('Of those that ended, how many must have confirmed; 90 unless given')),
    approval: Type.Optional(Type.Boolean({ description: 'Whether a person opens the phase behind it' })),
  },
  { additionalProperties: false },
)

/** A stop rule as people write it. */
export const stopOrder = Type.Object(
  {
    metric: Type.String({
      pattern: '^(install-failures|crashes|gauge:[a-z0-9][a-z0-9._-]{0,62})$',
      description: 'install-failures, crashes, or gauge:NAME of health.d',
    }),
    abovePercent: percent('At this share itself nothing stops'),
    sampleMin: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1_000_000,
        description: 'With fewer devices it pauses instead; 20 unless given',
      }),
    ),
    action: Type.Union([Type.Literal('pause'), Type.Literal('abort'), Type.Literal('abort-and-take-back')]),
  },
  { additionalProperties: false },
)

const urgency = Type.Union([Type.Literal('normal'), Type.Literal('critical')], {
  description: 'critical leaves out windows, jitter and skips',
})

const consent = Type.Union(
  [
    Type.Object({ type: Type.Literal('mandatory') }, { additionalProperties: false }),
    Type.Object(
      {
        type: Type.Literal('optional'),
        skipsMax: Type.Integer({ minimum: 0, maximum: 1000 }),
        daysMax: Type.Integer({ minimum: 0, maximum: 366 }),
      },
      { additionalProperties: false },
    ),
  ],
  { description: 'Whether an owner may put the release off, and how often and how long' },
)

/** What a rollout is asked for with: either a template or phases of one's own. A file of `--plan` is the same, in YAML. */
export const rolloutOrder = Type.Object(
  {
    product: name('The product whose devices it is for'),
    version: Type.String({ minLength: 1, maxLength: 64, description: 'A release of it that is published' }),
    id: Type.Optional(name('Its name, which no other rollout has; PRODUCT-VERSION unless given')),
    template: Type.Optional(Type.Enum([...templateNames])),
    /** Phases that take a share of all devices even where there are tags. */
    ignoreRings: Type.Optional(
      Type.Boolean({ description: 'Take shares of all devices, also where the template has rings' }),
    ),
    keyMetric: Type.Optional(name('A gauge that may be no more than 5 % lower on updated devices')),
    phases: Type.Optional(Type.Array(phaseOrder, { minItems: 1, maxItems: phasesMax })),
    stops: Type.Optional(Type.Array(stopOrder, { maxItems: 16 })),
    urgency: Type.Optional(urgency),
    consent: Type.Optional(consent),
    advisoryDate: Type.Optional(
      Type.String({
        pattern: '^\\d{4}-\\d{2}-\\d{2}$',
        description: 'When what it mends became known: times to patch are counted from there',
      }),
    ),
  },
  { additionalProperties: false },
)

/** A rollout as it is asked for. */
export type RolloutOrder = Static<typeof rolloutOrder>

/** A phase as it is asked for. */
export type PhaseOrder = Static<typeof phaseOrder>

/** A stop rule as it is asked for. */
export type StopOrder = Static<typeof stopOrder>
