import { chartFigure } from '#sim/report/charts/chart.ts'
import { completionChart, type NamedCompletion } from '#sim/report/charts/completion.ts'
import { type Content, html } from '#sim/report/markup.ts'
import { countText, numberText, orDash, shareText, timeText } from '#sim/report/quantity.ts'
import { outcomeNames } from '#sim/report/summary/outcome-text.ts'
import type { Straggler } from '#sim/report/summary/straggler.ts'
import type { Summary } from '#sim/report/summary/summary.ts'
import { type Section, tableHtml } from './section.ts'

const allDevices = 'all devices'

/** When devices were done, who was late, and why. */
export function completionSection(summary: Summary): Section {
  const all: NamedCompletion = { name: allDevices, completion: summary.completion }
  // One class is all devices.
  const rows = summary.classes.length === 1 ? [all] : [all, ...summary.classes]
  return {
    id: 'completion',
    title: 'Completion',
    body: html`${chartFigure(completionChart(rows))}${completionTable(rows, summary)}${stragglerTable(summary.stragglers)}`,
  }
}

function completionTable(rows: readonly NamedCompletion[], { classes, traffic, runs }: Summary): Content {
  const ratios = new Map(classes.map(({ name, wanRatioToBound }) => [name, wanRatioToBound]))
  return tableHtml({
    caption: `When devices had verified the release${runs.length === 1 ? '' : `, all ${runs.length} seeds together`}; a dash where not so many did`,
    head: ['sites', 'devices', 'verified', '50 %', '90 %', '99 %', 'last', 'WAN, × the bound'],
    numbers: ['devices', 'verified', '50 %', '90 %', '99 %', 'last', 'WAN, × the bound'],
    rows: rows.map(({ name, completion }, index) => [
      name,
      countText(completion.devices),
      completion.devices === 0 ? '–' : shareText(completion.verified / completion.devices),
      ...[completion.p50, completion.p90, completion.p99, completion.max].map((seconds) => orDash(seconds, timeText)),
      orDash(index === 0 ? traffic.wanRatioToBound : ratios.get(name), numberText),
    ]),
  })
}

function stragglerTable(stragglers: readonly Straggler[]): Content {
  if (stragglers.length === 0) return ''
  return tableHtml({
    caption: 'The latest devices, and why',
    head: ['device', 'site', 'class', 'seed', 'verified after', 'outcome', 'why'],
    numbers: ['site', 'seed', 'verified after'],
    rows: stragglers.map(({ device, site, class: name, seed, verifiedAt, outcome, reason }) => [
      device,
      site,
      name,
      seed,
      timeText(verifiedAt ?? Number.POSITIVE_INFINITY),
      outcomeNames[outcome],
      reason === '' ? whyNot(verifiedAt) : reason,
    ]),
  })
}

function whyNot(verifiedAt: number | undefined): string {
  return verifiedAt === undefined ? 'not told' : 'nothing befell it'
}
