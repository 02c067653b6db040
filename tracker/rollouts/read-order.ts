import { FormatError } from '#core/errors.ts'
import { parseVersion } from '#core/format/name.ts'
import type { Metric, PlannedPhase, RolloutPlan, StopRule } from '#tracker/engine/rollout/contract.ts'
import { planProblems } from '#tracker/engine/rollout/plan-problems.ts'
import { planOf, type TemplateInit, withKeyMetric } from '#tracker/engine/rollout/templates.ts'
import type { PhaseOrder, RolloutOrder, StopOrder } from './rollout-order.ts'
import { parseTimeSpan, timeSpanText } from './time-span.ts'

/** What a plan is made from besides the order. */
export interface OrderFacts {
  readonly id: string
  readonly fleet: TemplateInit['fleet']
}

/** What a phase and a rule ask for where they do not say. */
const minConfirmedDefault = 1
const successPercentDefault = 90
const sampleMinDefault = 20

/** The plan of an order that fits its schema. Throws {@link FormatError} that names every problem. */
export function readOrder(order: RolloutOrder, { id, fleet }: OrderFacts): RolloutPlan {
  const { product, version, template, phases, urgency, consent, stops, keyMetric } = order
  if ((template === undefined) === (phases === undefined)) {
    throw new FormatError('rollout', 'give either a template or phases of its own')
  }
  const rollout = { id, product, version: parseVersion(version) }
  const rings = order.ignoreRings === true ? {} : fleet.rings
  const base =
    template === undefined ? ownPlan(rollout, phases ?? []) : planOf(template, { rollout, fleet: { ...fleet, rings } })
  const plan: RolloutPlan = {
    ...base,
    rollout: { ...base.rollout, ...(urgency && { urgency }), ...(consent && { consent }) },
    ...(stops && { stops: stops.map(readStop) }),
  }
  const whole = keyMetric === undefined ? plan : withKeyMetric(plan, keyMetric)
  const problems = planProblems(whole)
  if (problems.length > 0) throw new FormatError('rollout', problems.join('; '))
  return whole
}

/** A plan as people write it: {@link readOrder} of it gives the plan again. */
export function orderOf({ rollout, phases, stops }: RolloutPlan): RolloutOrder {
  return { ...rollout, phases: phases.map(phaseOrderOf), stops: stops.map(stopOrderOf) }
}

/** A phase as people write it. */
export function phaseOrderOf(phase: PlannedPhase): PhaseOrder & { select: Record<string, string[]> } {
  const { name, select, basisPoints, soakMs, minConfirmed, successBasisPoints, approval } = phase
  return {
    name,
    select: Object.fromEntries(Object.entries(select).map(([tag, values]) => [tag, [...values]])),
    percent: basisPoints / 100,
    soak: timeSpanText(soakMs),
    minConfirmed,
    successPercent: successBasisPoints / 100,
    approval,
  }
}

/** A rule as people write it. */
export function stopOrderOf({ metric, aboveBasisPoints, sampleMin, action }: StopRule): StopOrder {
  return {
    metric: metric.type === 'gauge' ? `gauge:${metric.name}` : metric.type,
    abovePercent: aboveBasisPoints / 100,
    sampleMin,
    action,
  }
}

function ownPlan(rollout: TemplateInit['rollout'], phases: readonly PhaseOrder[]): RolloutPlan {
  const terms = { urgency: 'normal', consent: { type: 'mandatory' } } as const
  return { rollout: { ...rollout, ...terms }, phases: phases.map(readPhase), stops: [] }
}

function readPhase(phase: PhaseOrder): PlannedPhase {
  const { name, select = {}, percent, soak, approval = false } = phase
  const { minConfirmed = minConfirmedDefault, successPercent = successPercentDefault } = phase
  return {
    name,
    select,
    basisPoints: basisPointsOf(`phase ${name}`, percent),
    soakMs: parseTimeSpan(soak),
    minConfirmed,
    successBasisPoints: basisPointsOf(`phase ${name}`, successPercent),
    approval,
  }
}

function readStop({ metric, abovePercent, sampleMin = sampleMinDefault, action }: StopOrder): StopRule {
  const aboveBasisPoints = basisPointsOf(`the rule on ${metric}`, abovePercent)
  return { metric: readMetric(metric), aboveBasisPoints, sampleMin, action }
}

function readMetric(text: string): Metric {
  if (text === 'install-failures' || text === 'crashes') return { type: text }
  return { type: 'gauge', name: text.slice('gauge:'.length) }
}

/** Whole hundredths of a percent: thresholds are compared without rounding. */
function basisPointsOf(subject: string, percent: number): number {
  const basisPoints = Math.round(percent * 100)
  if (Math.abs(basisPoints - percent * 100) < 1e-6) return basisPoints
  throw new FormatError('rollout', `${subject} has ${percent} %: give at most two decimals`)
}
