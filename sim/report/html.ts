import { html, type Markup, trusted } from './markup.ts'
import { seedsText } from './quantity.ts'
import type { Report } from './report.ts'
import { adoptionSection } from './sections/adoption.ts'
import { comparisonSection } from './sections/comparison.ts'
import { completionSection } from './sections/completion.ts'
import { factsSection } from './sections/facts.ts'
import { faultsSection } from './sections/faults.ts'
import { calibrationSection, modelSection } from './sections/model.ts'
import { safetySection } from './sections/safety.ts'
import { type Section, sectionHtml } from './sections/section.ts'
import { verdictSection } from './sections/verdict.ts'
import { wanSection } from './sections/wan.ts'
import { style } from './style.ts'
import type { Summary } from './summary/summary.ts'
import { verdictText } from './summary/verdict.ts'

/**
 * The report of a scenario as one HTML file without scripts, which asks the network for nothing. `extra` sections, as a
 * timeline of a rollout, stand behind the adoption.
 */
export function reportHtml(report: Report, summary: Summary, extra: readonly Section[] = []): string {
  const sections = [
    verdictSection(summary),
    safetySection(summary),
    adoptionSection(report, summary),
    ...extra,
    wanSection(report, summary),
    completionSection(summary),
    comparisonSection(summary),
    faultsSection(summary),
    calibrationSection(summary),
    modelSection(),
    factsSection(report, summary),
  ]
  return page(summary, sections).markup
}

function page(summary: Summary, sections: readonly Section[]): Markup {
  const { scenario, title, policy, runs, passed } = summary
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${passed ? 'PASS' : 'FAIL'} ${scenario}: mycel simulation</title>
<style>${trusted(style)}</style>
</head>
<body>
<main>
<header>
<p class="kind">mycel simulation · policy ${policy} · ${seedsText(runs.map(({ seed }) => seed))}</p>
<h1>${scenario}</h1>
<p class="title">${title}</p>
<p class="verdict ${passed ? 'passed' : 'failed'}"><span aria-hidden="true">${passed ? '✓' : '✗'}</span> ${verdictText(summary)}</p>
</header>
${sections.map(sectionHtml)}</main>
</body>
</html>
`
}
