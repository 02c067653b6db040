import { html, type Markup } from '#sim/report/markup.ts'
import { countOf, countText, timeText } from '#sim/report/quantity.ts'
import type { Summary, ViolationLine } from '#sim/report/summary/summary.ts'
import { total } from '#sim/statistics.ts'
import { commandHtml, type Section } from './section.ts'

/** Whether a rule of safety or progress was broken, and how to see it again. */
export function safetySection(summary: Summary): Section {
  return { id: 'safety', title: 'Safety', body: summary.violationCount === 0 ? clean(summary) : broken(summary) }
}

function clean({ runs }: Summary): Markup {
  const inputs = countText(total(runs, (run) => run.inputs))
  return html`<p><span class="kept">✓</span> No rule was broken: every invariant was checked while ${countOf(runs.length, 'run')}
took ${inputs} inputs.</p>`
}

function broken({ violations, violationCount }: Summary): Markup {
  const hidden = violationCount - violations.length
  return html`<p><span class="broken">✗</span> ${countOf(violationCount, 'rule was', 'rules were')} broken. Each command repeats its failure exactly.</p>
<ul class="violations">
${violations.map(item)}</ul>
${hidden === 0 ? '' : html`<p>${countOf(hidden, 'more failure is', 'more failures are')} not listed.</p>`}`
}

function item({ invariant, seed, device, at, detail, replay }: ViolationLine): Markup {
  const where = device === undefined ? '' : `device ${device}, `
  return html`<li><strong>${invariant}</strong>: ${detail} (${where}${timeText(at)} after the release, seed ${seed})<br>${commandHtml(replay)}</li>\n`
}
