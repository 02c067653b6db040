import { Random } from '#sim/random.ts'
import type { Report } from '#sim/report/report.ts'
import type { RunResult } from '#sim/run/result.ts'
import type { Policy } from '#sim/scenario/scenario.ts'
import { bootstrapMean, type MeanInterval, total } from '#sim/statistics.ts'
import { completionOf, participantsOf } from './completion.ts'

/** What policies are compared by. Of all of them, less is better. */
export const comparedMeasures = ['wanRatioToBound', 'completionP50Seconds', 'completionP99Seconds'] as const

/** One of {@link comparedMeasures}. */
export type ComparedMeasure = (typeof comparedMeasures)[number]

/** Another policy against that of the report, over the seeds that both have. */
export interface PolicyComparison {
  readonly policy: Policy
  /** Shares of the devices that had verified, 0 to 1: who updates fewer may need less for it. */
  readonly verifiedShares: { readonly ours: number; readonly theirs: number }
  readonly measures: readonly MeasureComparison[]
}

/** Two policies in one measure. */
export interface MeasureComparison {
  readonly measure: ComparedMeasure
  /** Seeds that both policies have. */
  readonly seeds: number
  /** Those of them at which both policies reached the measure: the means are theirs. */
  readonly reached: number
  /** Undefined where no seed reached it. */
  readonly means: { readonly ours: number; readonly theirs: number; readonly difference: MeanInterval } | undefined
}

/** Compares policies seed by seed, so that they meet the same fleet and the same faults. A difference is theirs less ours. */
export function comparePolicies({ scenario, runs, comparisons }: Report): readonly PolicyComparison[] {
  return comparisons.map((other) => {
    const theirsOf = new Map(other.runs.map((run) => [run.seed, run]))
    const pairs = runs.flatMap((ours): readonly Pair[] => {
      const theirs = theirsOf.get(ours.seed)
      return theirs === undefined ? [] : [{ ours, theirs }]
    })
    const { version } = scenario.release
    return {
      policy: other.policy,
      verifiedShares: {
        ours: verifiedShareOf(
          pairs.map(({ ours }) => ours),
          version,
        ),
        theirs: verifiedShareOf(
          pairs.map(({ theirs }) => theirs),
          version,
        ),
      },
      measures: comparedMeasures.map((measure) => compareMeasure(measure, pairs, version)),
    }
  })
}

/** Two policies at one seed. */
interface Pair {
  readonly ours: RunResult
  readonly theirs: RunResult
}

function compareMeasure(measure: ComparedMeasure, pairs: readonly Pair[], release: string): MeasureComparison {
  const reached = pairs.flatMap((pair) => {
    const ours = measureOf(measure, pair.ours, release)
    const theirs = measureOf(measure, pair.theirs, release)
    return ours === undefined || theirs === undefined ? [] : [{ ours, theirs }]
  })
  return { measure, seeds: pairs.length, reached: reached.length, means: meansOf(measure, reached) }
}

function meansOf(
  measure: ComparedMeasure,
  values: readonly { readonly ours: number; readonly theirs: number }[],
): MeasureComparison['means'] {
  if (values.length === 0) return undefined
  return {
    ours: total(values, ({ ours }) => ours) / values.length,
    theirs: total(values, ({ theirs }) => theirs) / values.length,
    difference: bootstrapMean(
      values.map(({ ours, theirs }) => theirs - ours),
      new Random(`compare/${measure}`),
    ),
  }
}

function verifiedShareOf(runs: readonly RunResult[], release: string): number {
  const { devices, verified } = completionOf(participantsOf(runs, release))
  return devices === 0 ? 1 : verified / devices
}

function measureOf(measure: ComparedMeasure, run: RunResult, release: string): number | undefined {
  switch (measure) {
    case 'wanRatioToBound':
      return wanRatioOf([run])
    case 'completionP50Seconds':
      return completionOf(participantsOf([run], release)).p50
    case 'completionP99Seconds':
      return completionOf(participantsOf([run], release)).p99
  }
}

/** Bytes over the WAN into all sites, for each byte of the lower bound; undefined where nothing had to cross it. */
export function wanRatioOf(runs: readonly RunResult[]): number | undefined {
  const sites = runs.flatMap((run) => run.sites)
  const bound = total(sites, ({ boundBytes }) => boundBytes)
  return bound === 0 ? undefined : total(sites, ({ wanDownBytes }) => wanDownBytes) / bound
}
