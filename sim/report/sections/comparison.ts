import { chartFigure } from '#sim/report/charts/chart.ts'
import { comparisonChart } from '#sim/report/charts/comparison.ts'
import { type Content, html } from '#sim/report/markup.ts'
import { countOf, orDash } from '#sim/report/quantity.ts'
import {
  type ComparedMeasure,
  comparedMeasures,
  type MeasureComparison,
  type PolicyComparison,
} from '#sim/report/summary/compare-policies.ts'
import { comparedName, comparedValueText, comparisonClauses } from '#sim/report/summary/compare-text.ts'
import type { Summary } from '#sim/report/summary/summary.ts'
import { type Section, tableHtml } from './section.ts'

/** The measures with a chart; the table and the list have all. */
const charted = ['wanRatioToBound', 'completionP99Seconds'] as const satisfies readonly ComparedMeasure[]

/** The same fleet with other policies. */
export function comparisonSection(summary: Summary): Section {
  const { policy, comparisons } = summary
  return {
    id: 'policies',
    title: 'Other policies',
    body:
      comparisons.length === 0
        ? html`<p>None was compared. <code>mycel sim compare</code> runs the same seeds with other policies.</p>`
        : html`<p>The same fleet and the same faults, in means over ${countOf(pairedSeeds(comparisons), 'paired seed')}. Against ${policy}:</p>
<ul>
${comparisons.map(clausesItem)}</ul>
${charted.filter((measure) => isCompared(comparisons, measure)).map((measure) => chartFigure(comparisonChart(policy, comparisons, measure)))}${meansTable(summary)}`,
  }
}

function pairedSeeds(comparisons: readonly PolicyComparison[]): number {
  return Math.max(...comparisons.flatMap(({ measures }) => measures.map(({ seeds }) => seeds)))
}

function clausesItem(comparison: PolicyComparison): Content {
  return html`<li><strong>${comparison.policy}</strong>: ${comparisonClauses(comparison).join('; ')}.</li>\n`
}

function isCompared(comparisons: readonly PolicyComparison[], measure: ComparedMeasure): boolean {
  return comparisons.some(({ measures }) => measures.some((compared) => compared.measure === measure && compared.means))
}

function meansTable({ policy, comparisons }: Summary): Content {
  const heads = comparedMeasures.map(comparedName)
  const cells = (measures: readonly MeasureComparison[], side: 'ours' | 'theirs'): readonly string[] =>
    measures.map(({ measure, means }) => orDash(means?.[side], (value) => comparedValueText(measure, value)))
  return tableHtml({
    caption: 'Means over the paired seeds',
    head: ['policy', ...heads],
    numbers: heads,
    rows: [
      [policy, ...cells(comparisons[0]?.measures ?? [], 'ours')],
      ...comparisons.map((comparison) => [comparison.policy, ...cells(comparison.measures, 'theirs')]),
    ],
  })
}
