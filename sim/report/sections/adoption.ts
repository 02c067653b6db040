import { adoptionChart } from '#sim/report/charts/adoption.ts'
import { chartFigure } from '#sim/report/charts/chart.ts'
import { html } from '#sim/report/markup.ts'
import type { Report } from '#sim/report/report.ts'
import { outcomeText } from '#sim/report/summary/outcome-text.ts'
import type { Summary } from '#sim/report/summary/summary.ts'
import type { Section } from './section.ts'

/** How the release got around. */
export function adoptionSection({ scenario, runs }: Report, summary: Summary): Section {
  const seeds = runs.length === 1 ? '' : `, over ${runs.length} seeds`
  return {
    id: 'adoption',
    title: 'Adoption',
    body: html`<p>Of the devices, ${outcomeText(summary)}${seeds}.</p>\n${chartFigure(adoptionChart(runs, scenario.release.version))}`,
  }
}
