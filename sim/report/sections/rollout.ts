import { chartFigure } from '#sim/report/charts/chart.ts'
import { rolloutChart } from '#sim/report/charts/rollout.ts'
import { html, type Markup } from '#sim/report/markup.ts'
import { countOf, countText, orDash, timeText } from '#sim/report/quantity.ts'
import type { Report } from '#sim/report/report.ts'
import { rolloutLines, rolloutText } from '#sim/report/summary/rollout-line.ts'
import type { RolloutResult } from '#sim/rollout/result/rollout-result.ts'
import { type Section, tableHtml } from './section.ts'

/** Lines of the story that the page shows. */
const linesMax = 60

/** The timeline of a rollout, of the seed that exposed most devices; none where the scenario has no rollout. */
export function rolloutSections({ runs }: Report): readonly Section[] {
  const [worst] = runs.toSorted((left, right) => (right.rollout?.exposed ?? 0) - (left.rollout?.exposed ?? 0))
  if (worst?.rollout === undefined) return []
  const { rollout, seed } = worst
  const which = runs.length === 1 ? '' : ` All that follows is of seed ${seed}, which exposed most devices.`
  return [
    {
      id: 'rollout',
      title: 'Rollout',
      body: html`<p>The rollout is ${rolloutText(rolloutLines(runs))}.${exposureText(rollout)}${which}</p>
${chartFigure(rolloutChart(rollout))}
${phaseTable(rollout)}
${storyTable(rollout)}`,
    },
  ]
}

/** How many were exposed before the abort, which is what a staged rollout is for. */
function exposureText({ stop, exposed }: RolloutResult): string {
  if (stop === undefined) return ''
  const late = exposed - stop.exposed
  return ` Before the abort ${countOf(stop.exposed, 'device')} had begun; until all had heard of it, ${countOf(late, 'more device')} did.`
}

function phaseTable({ phases }: RolloutResult): Markup {
  return tableHtml({
    caption: 'Phases',
    head: ['phase', 'opened after', 'devices exposed'],
    numbers: ['opened after', 'devices exposed'],
    rows: phases.map(({ name, openedAt, exposed }) => [name, orDash(openedAt, timeText), countText(exposed)]),
  })
}

function storyTable({ story }: RolloutResult): Markup {
  const told = story.filter(({ kind }) => kind !== 'waiting')
  const hidden = told.length - linesMax
  return tableHtml({
    caption: `What the tracker did${hidden > 0 ? `, the last ${linesMax} of ${told.length} entries` : ''}`,
    head: ['after', 'what', 'why'],
    rows: told.slice(-linesMax).map(({ at, kind, text }) => [timeText(at), kind, text]),
  })
}
