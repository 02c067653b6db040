import { html, type Markup } from '#sim/report/markup.ts'
import { bytesText, countText, numberText, rateText, shareText, timeText } from '#sim/report/quantity.ts'
import type { Report } from '#sim/report/report.ts'
import type { Summary } from '#sim/report/summary/summary.ts'
import type { ReleaseModel, SiteClass, Spread } from '#sim/scenario/scenario.ts'
import { commandHtml, type Section, tableHtml } from './section.ts'

/** Runs whose digests are listed. */
const runsMax = 20

/** What was run, and how to run it again. */
export function factsSection({ scenario }: Report, summary: Summary): Section {
  return {
    id: 'scenario',
    title: 'The scenario',
    body: html`<p>This command repeats all of it, to the byte:</p>
<p>${commandHtml(summary.command)}</p>
${classTable(scenario.sites)}${releaseTable(scenario.release)}${runTable(summary)}`,
  }
}

function classTable(classes: readonly SiteClass[]): Markup {
  const numbers = ['sites', 'devices each']
  return tableHtml({
    caption: 'Classes of sites',
    head: ['class', ...numbers, 'WAN', 'LAN'],
    numbers,
    rows: classes.map((site) => [
      site.name,
      countText(site.sites),
      spreadText(site.devices, countText),
      wanText(site),
      lanText(site),
    ]),
  })
}

function wanText({ hasWan, wanDownMbit, wanUpMbit, wanLatencyMs, wanLoss }: SiteClass): string {
  if (!hasWan) return 'none'
  const loss = wanLoss === 0 ? '' : `, loses ${shareText(wanLoss)}`
  return `${mbitText(wanDownMbit)} down, ${mbitText(wanUpMbit)} up, ${spreadText(wanLatencyMs, numberText)} ms${loss}`
}

function lanText({ radioMbit, lanMbit, reach }: SiteClass): string {
  const rate = radioMbit === undefined ? mbitText(lanMbit) : `${mbitText(radioMbit)} radio, shared`
  return `${rate}; ${reachNames[reach]}`
}

function mbitText(mbit: Spread): string {
  return spreadText(mbit, (value) => rateText(value * 1e6))
}

const reachNames: Readonly<Record<SiteClass['reach'], string>> = {
  all: 'devices reach each other',
  'no-multicast': 'devices reach each other, without multicast',
  isolated: 'no device reaches another',
}

function spreadText(spread: Spread, text: (value: number) => string): string {
  if (typeof spread === 'number') return text(spread)
  return spread.from === spread.to ? text(spread.from) : `${text(spread.from)} to ${text(spread.to)}`
}

function releaseTable(release: ReleaseModel): Markup {
  const { payloadBytes } = release
  return tableHtml({
    caption: `Release ${release.version}`,
    head: ['what', 'size'],
    numbers: ['size'],
    rows: [
      ['image', bytesText(release.imageBytes)],
      ['chunk', bytesText(release.chunkBytes)],
      ['payloads without a base', bytesText(payloadBytes.full)],
      ...Object.entries(payloadBytes.from).map(([version, bytes]) => [`payloads from ${version}`, bytesText(bytes)]),
      ['documents', bytesText(release.documentBytes)],
    ],
  })
}

function runTable({ runs, policy }: Summary): Markup {
  const numbers = ['virtual time', 'inputs']
  const hidden = runs.length - runsMax
  return tableHtml({
    caption: `Runs with policy ${policy}${hidden > 0 ? `, the first ${runsMax} of ${runs.length}` : ''}`,
    head: ['seed', ...numbers, 'digest of all events'],
    numbers,
    rows: runs
      .slice(0, runsMax)
      .map(({ seed, virtualSeconds, inputs, traceDigest }) => [
        seed,
        timeText(virtualSeconds),
        countText(inputs),
        html`<code>${traceDigest.slice(0, 16)}</code>`,
      ]),
  })
}
