import { axisY, dot, type PlotOptions, ruleX, ruleY, text } from '@observablehq/plot'
import type { ComparedMeasure, PolicyComparison } from '#sim/report/summary/compare-policies.ts'
import { comparedName, intervalText, signedText } from '#sim/report/summary/compare-text.ts'
import type { Policy } from '#sim/scenario/scenario.ts'
import type { MeanInterval } from '#sim/statistics.ts'
import type { Chart, ChartWidth } from './chart.ts'
import { ink, other, paper, series } from './palette.ts'
import { timeUnit } from './time-axis.ts'

interface Row {
  readonly policy: Policy
  readonly difference: MeanInterval
}

/** How much more than `ours` each other policy has of a measure: the mean over the seeds with its interval. */
export function comparisonChart(
  ours: Policy,
  comparisons: readonly PolicyComparison[],
  measure: ComparedMeasure,
): Chart {
  const rows = comparisons.flatMap(({ policy, measures }): readonly Row[] => {
    const means = measures.find((compared) => compared.measure === measure)?.means
    return means === undefined ? [] : [{ policy, difference: means.difference }]
  })
  return {
    id: `comparison-${measure.toLowerCase()}`,
    title: `${comparedName(measure)}: other policies against ${ours}`,
    description: rows
      .map(
        ({ policy, difference }) =>
          `${policy}: ${signedText(measure, difference.mean)}, ${intervalText(measure, difference)}.`,
      )
      .join(' '),
    caption: `${comparedName(measure)}: theirs less that of ${ours}, mean of paired seeds with its 95 % interval. Right of the dashed line, ${ours} has less, which is better.`,
    plot: (width) => optionsOf(rows, measure, width),
  }
}

function optionsOf(rows: readonly Row[], measure: ComparedMeasure, width: ChartWidth): PlotOptions {
  const ends = rows.flatMap(({ difference: { mean, interval } }) => [
    mean,
    interval?.low ?? mean,
    interval?.high ?? mean,
  ])
  const [least, greatest] = [Math.min(0, ...ends), Math.max(0, ...ends)]
  const unit = timeUnit(Math.max(greatest, -least))
  const [scale, label] =
    measure === 'wanRatioToBound' ? [1, '× the lower bound more'] : [unit.seconds, `${unit.label.split(' ')[0]} later`]
  const room = Math.max((greatest - least) * 0.06, 1e-6)
  return {
    height: 70 + 34 * rows.length,
    marginLeft: 104,
    marginRight: width === 'wide' ? 84 : 76,
    marginBottom: 42,
    x: {
      domain: [(least - room) / scale, (greatest + room) / scale],
      label,
      grid: true,
      ticks: width === 'wide' ? 8 : 3,
    },
    y: { type: 'band', domain: rows.map(({ policy }) => policy), label: null },
    marks: [
      axisY({ tickSize: 0 }),
      ruleX([0], { stroke: other, strokeWidth: 2, strokeDasharray: '6 4' }),
      ruleY(rows, {
        y: 'policy',
        x1: ({ difference: { mean, interval } }: Row) => (interval?.low ?? mean) / scale,
        x2: ({ difference: { mean, interval } }: Row) => (interval?.high ?? mean) / scale,
        stroke: series,
        strokeWidth: 3,
      }),
      dot(rows, {
        x: ({ difference }: Row) => difference.mean / scale,
        y: 'policy',
        r: 4.5,
        fill: series,
      }),
      text(rows, {
        x: ({ difference: { mean, interval } }: Row) => (interval?.high ?? mean) / scale,
        y: 'policy',
        text: ({ difference }: Row) => signedText(measure, difference.mean),
        textAnchor: 'start',
        dx: 10,
        fill: ink,
        stroke: paper,
        strokeWidth: 4,
      }),
    ],
  }
}
