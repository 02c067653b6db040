import type { Rollout } from '#core/rollout/rollout.ts'
import type { PlannedPhase, RolloutPlan, StopRule } from '#tracker/engine/rollout/contract.ts'

/** Plans that need no thinking; every one can be written out, changed and given as a file. */
export const templateNames = ['guide', 'critical', 'hotfix', 'all-at-once'] as const

/** One of {@link templateNames}. */
export type TemplateName = (typeof templateNames)[number]

/** What a template makes a plan for. */
export interface TemplateInit {
  readonly rollout: Pick<Rollout, 'id' | 'product' | 'version'>
  /** Devices of the product that the tracker knows, and how many of them have which tag `ring`. */
  readonly fleet: { readonly devices: number; readonly rings: Readonly<Record<string, number>> }
}

const hourMs = 3_600_000

/** Crashes on more than 1 %, or more failed installs than 5 %, and the release goes back. */
const stopsOfGuide: readonly StopRule[] = [
  { metric: { type: 'crashes' }, aboveBasisPoints: 100, sampleMin: 20, action: 'abort-and-take-back' },
  { metric: { type: 'install-failures' }, aboveBasisPoints: 500, sampleMin: 20, action: 'abort-and-take-back' },
]

/** The plan of a template. */
export function planOf(name: TemplateName, init: TemplateInit): RolloutPlan {
  const { urgency, consent, phases } = templates[name]
  return {
    rollout: { ...init.rollout, urgency, consent },
    phases: phases(init.fleet),
    stops: stopsOfGuide,
  }
}

/** Adds the rule that a gauge of `health.d` may be no more than 5 % lower on updated devices. */
export function withKeyMetric(plan: RolloutPlan, gauge: string): RolloutPlan {
  const rule: StopRule = {
    metric: { type: 'gauge', name: gauge },
    aboveBasisPoints: 500,
    sampleMin: 20,
    action: 'abort-and-take-back',
  }
  return { ...plan, stops: [...plan.stops, rule] }
}

interface Template {
  readonly urgency: Rollout['urgency']
  readonly consent: Rollout['consent']
  readonly phases: (fleet: TemplateInit['fleet']) => readonly PlannedPhase[]
}

const templates: Readonly<Record<TemplateName, Template>> = {
  // 5 % for 48 h, 20 % for 72 h, then 16 % more a day.
  guide: {
    urgency: 'normal',
    consent: { type: 'optional', skipsMax: 3, daysMax: 14 },
    phases: (fleet) => [
      ringPhase(fleet, { ring: 'engineering', basisPoints: 500, soakMs: 48 * hourMs }),
      ringPhase(fleet, { ring: 'beta', basisPoints: 2000, soakMs: 72 * hourMs }),
      ...[3600, 5200, 6800, 8400, 10_000].map((basisPoints) => rampPhase(basisPoints, 24 * hourMs)),
    ],
  },
  // A hole that is used already: 5 % for half an hour, then everybody, at any time of day.
  critical: {
    urgency: 'critical',
    consent: { type: 'mandatory' },
    phases: () => [rampPhase(500, 0.5 * hourMs), rampPhase(10_000, hourMs)],
  },
  hotfix: {
    urgency: 'normal',
    consent: { type: 'mandatory' },
    phases: () => [rampPhase(500, 4 * hourMs), rampPhase(2500, 8 * hourMs), rampPhase(10_000, 12 * hourMs)],
  },
  'all-at-once': {
    urgency: 'normal',
    consent: { type: 'mandatory' },
    phases: () => [rampPhase(10_000, hourMs)],
  },
}

/** A share of all devices, taken from one ring where the fleet has one. */
function ringPhase(
  { devices, rings }: TemplateInit['fleet'],
  { ring, basisPoints, soakMs }: { readonly ring: string; readonly basisPoints: number; readonly soakMs: number },
): PlannedPhase {
  const inRing = rings[ring] ?? 0
  const base = rampPhase(basisPoints, soakMs)
  if (inRing === 0) return { ...base, name: ring }
  const shareOfRing = Math.floor((basisPoints * devices) / inRing)
  return { ...base, name: ring, select: { ring: [ring] }, basisPoints: Math.min(10_000, Math.max(1, shareOfRing)) }
}

function rampPhase(basisPoints: number, soakMs: number): PlannedPhase {
  return {
    name: `share-${basisPoints / 100}`,
    select: {},
    basisPoints,
    soakMs,
    minConfirmed: 1,
    successBasisPoints: 9000,
    approval: false,
  }
}
