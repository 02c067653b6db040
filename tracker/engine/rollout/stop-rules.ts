import { unreachable } from '#core/check.ts'
import { basisPointsMax } from '#core/rollout/rollout.ts'
import type { Metric, StopRule } from '#tracker/engine/rollout/contract.ts'
import { type RolloutRecord, totalOf } from '#tracker/engine/rollout/record.ts'

/** A metric of a rollout as it stands: `bad` of `sample` devices, or for a gauge the loss in hundredths of a percent. */
export interface Measured {
  readonly bad: number
  readonly sample: number
  /** In words, with the numbers. */
  readonly text: string
}

/** A rule whose threshold is passed. */
export interface Tripped {
  /** Its place in the plan. */
  readonly index: number
  readonly rule: StopRule
  readonly measured: Measured
  /** Whether there are devices enough to do what the rule says; with fewer the rollout pauses. */
  readonly isSure: boolean
}

/** The rules whose thresholds are passed, in the order of the plan. */
export function trippedRules(record: RolloutRecord): readonly Tripped[] {
  return record.plan.stops.flatMap((rule, index) => {
    const measured = measure(record, rule.metric)
    if (measured === undefined || !isAbove(rule, measured)) return []
    return [{ index, rule, measured, isSure: measured.sample >= rule.sampleMin }]
  })
}

/** A metric as it stands; undefined while nobody reported anything that counts. */
export function measure(record: RolloutRecord, metric: Metric): Measured | undefined {
  const { confirmed, installFailed, trialFailed, crashed } = totalOf(record.counts)
  switch (metric.type) {
    case 'install-failures': {
      const bad = installFailed + trialFailed
      const sample = bad + confirmed
      if (sample === 0) return undefined
      return { bad, sample, text: `${bad} of ${sample} installs failed (${percentText(bad, sample)})` }
    }
    case 'crashes':
      if (confirmed === 0) return undefined
      return {
        bad: crashed,
        sample: confirmed,
        text: `${crashed} of ${confirmed} updated devices crashed (${percentText(crashed, confirmed)})`,
      }
    case 'gauge':
      return measureGauge(record, metric.name)
    default:
      return unreachable(metric)
  }
}

/** Whole numbers only: 1.00 % is not above 1 %, and no rounding makes it so. */
function isAbove({ metric, aboveBasisPoints }: StopRule, { bad, sample }: Measured): boolean {
  if (metric.type === 'gauge') return bad > aboveBasisPoints
  return bad * basisPointsMax > aboveBasisPoints * sample
}

function measureGauge({ gauges }: RolloutRecord, name: string): Measured | undefined {
  const reading = gauges.find((one) => one.name === name)
  if (reading === undefined) return undefined
  const { updated, others } = reading
  // Without a positive value to compare with there is no loss that a share could say.
  if (updated.devices === 0 || others.devices === 0 || others.mean <= 0) return undefined
  const loss = Math.floor(((others.mean - updated.mean) / others.mean) * basisPointsMax)
  const sample = Math.min(updated.devices, others.devices)
  const text = `${name} is ${(loss / 100).toFixed(2)} % lower on ${updated.devices} updated devices than on ${others.devices} others`
  return { bad: Math.max(0, loss), sample, text }
}

/** A share as people read it. */
export function percentText(part: number, whole: number): string {
  return `${((part / whole) * 100).toFixed(2)} %`
}
