import { chartFigure } from '#sim/report/charts/chart.ts'
import { wanPerSiteChart } from '#sim/report/charts/wan-per-site.ts'
import { wanRateChart } from '#sim/report/charts/wan-rate.ts'
import { html } from '#sim/report/markup.ts'
import { bytesText, numberText, orDash, shareText } from '#sim/report/quantity.ts'
import type { Report } from '#sim/report/report.ts'
import type { Summary } from '#sim/report/summary/summary.ts'
import { type Section, tableHtml } from './section.ts'

/** What the sites' links to the world carried. */
export function wanSection({ scenario, runs }: Report, summary: Summary): Section {
  const { traffic } = summary
  return {
    id: 'wan',
    title: 'Bytes over the WAN',
    body: html`<p>${sentence(summary)}</p>
${chartFigure(wanPerSiteChart(runs))}${chartFigure(wanRateChart(runs, scenario.originMbit))}${tableHtml({
  caption:
    runs.length === 1
      ? 'What the links carried'
      : `What the links carried, for each of ${runs.length} seeds on average`,
  head: ['link', 'bytes'],
  numbers: ['bytes'],
  rows: [
    ['WAN, into the sites', bytesText(traffic.wanDownBytes / runs.length)],
    ['lower bound of that', bytesText(traffic.boundBytes / runs.length)],
    ['WAN, out of the sites', bytesText(traffic.wanUpBytes / runs.length)],
    ['sent by the origin', bytesText(traffic.originBytes / runs.length)],
    ['inside the sites', bytesText(traffic.lanBytes / runs.length)],
  ],
})}`,
  }
}

function sentence({ traffic: { wanRatioToBound, peerShare } }: Summary): string {
  const ratio =
    wanRatioToBound === undefined
      ? 'Nothing had to cross the WAN'
      : `The sites took ${numberText(wanRatioToBound)} times the fewest bytes that could have updated them`
  return `${ratio}; ${orDash(peerShare, shareText)} of what devices received came from neighbours.`
}
