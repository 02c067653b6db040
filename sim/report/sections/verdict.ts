import { html } from '#sim/report/markup.ts'
import type { Summary } from '#sim/report/summary/summary.ts'
import { measuredText, measureText, promiseText } from '#sim/report/summary/verdict.ts'
import { type Section, tableHtml } from './section.ts'

/** What the scenario promised, and what came of it. */
export function verdictSection({ judged, runs }: Summary): Section {
  const rows = judged.map(({ expectation, measured, met }) => [
    measureText(expectation.measure),
    promiseText(expectation),
    measuredText(expectation.measure, measured),
    met ? html`<span class="kept">✓ kept</span>` : html`<span class="broken">✗ broken</span>`,
  ])
  const caption =
    runs.length === 1 ? 'What was promised' : `What was promised, measured at the worst of ${runs.length} seeds`
  const table = tableHtml({
    caption,
    head: ['measure', 'promised', 'measured', 'verdict'],
    numbers: ['promised', 'measured'],
    rows,
  })
  return {
    id: 'promises',
    title: 'Promises',
    body:
      judged.length === 0 ? html`<p>The scenario promises nothing: its file has no <code>expect</code>.</p>` : table,
  }
}
