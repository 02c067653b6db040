import { type PlotOptions, rectY, ruleX, ruleY, text } from '@observablehq/plot'
import { countOf, countText, numberText, shareText } from '#sim/report/quantity.ts'
import type { RunResult } from '#sim/run/result.ts'
import { percentile, sortedUpwards } from '#sim/statistics.ts'
import type { Chart, ChartWidth } from './chart.ts'
import { ink, other, paper, series } from './palette.ts'

const binsMax = 36

interface Bin {
  readonly from: number
  readonly to: number
  readonly sites: number
}

interface Ratios {
  readonly bins: readonly Bin[]
  readonly from: number
  readonly to: number
}

/** How many sites took how many bytes over the WAN, as a ratio to the fewest that could have updated them. */
export function wanPerSiteChart(runs: readonly RunResult[]): Chart {
  const sites = runs.flatMap((run) => run.sites)
  const ratios = sortedUpwards(
    sites.flatMap(({ wanDownBytes, boundBytes }) => (boundBytes === 0 ? [] : [wanDownBytes / boundBytes])),
  )
  const binned = binsOf(ratios)
  const seedsText = runs.length === 1 ? '' : ` of all ${runs.length} seeds`
  return {
    id: 'wan-per-site',
    title: 'WAN bytes of each site against the lower bound',
    description: descriptionOf(ratios),
    caption: `Bars count sites${seedsText}. The lower bound is the cheapest mix of payloads once, and one copy of the documents.`,
    plot: (width) => optionsOf(binned, width),
  }
}

function descriptionOf(ratios: readonly number[]): string {
  if (ratios.length === 0) return 'No site had to move anything over the WAN.'
  const near = ratios.filter((ratio) => ratio <= 1.1).length / ratios.length
  const [middle, worst] = [percentile(ratios, 0.5), percentile(ratios, 1)].map(numberText)
  return `Of ${countOf(ratios.length, 'site')}, ${shareText(near)} took at most 1.1 times the bound; the middle is ${middle}, the worst ${worst}.`
}

/** Bins of one round width over the values, and from 1, the bound, to at least 1.1. */
function binsOf(sorted: readonly number[]): Ratios {
  const least = Math.min(1, sorted[0] ?? 1)
  const greatest = Math.max(1.1, sorted.at(-1) ?? 1)
  const size = roundStep((greatest - least) / binsMax)
  const first = Math.floor(least / size + 1e-9)
  const counts: number[] = Array.from({ length: Math.floor(greatest / size + 1e-9) - first + 1 }, () => 0)
  for (const ratio of sorted) {
    const index = Math.floor(ratio / size + 1e-9) - first
    counts[index] = (counts[index] ?? 0) + 1
  }
  const bins = counts.map((sites, index) => ({ from: (first + index) * size, to: (first + index + 1) * size, sites }))
  return { bins, from: first * size, to: (first + counts.length) * size }
}

/** The least of 1, 2, 5, 10, 20 … and their tenths, hundredths and thousandths that is at least `least`. */
function roundStep(least: number): number {
  for (let power = 1e-3; ; power *= 10) {
    const step = [1, 2, 5].map((factor) => factor * power).find((candidate) => candidate >= least)
    if (step !== undefined) return step
  }
}

function optionsOf({ bins, from, to }: Ratios, width: ChartWidth): PlotOptions {
  const highest = Math.max(1, ...bins.map(({ sites }) => sites))
  // Over bars, so that the label stands on none.
  const top = highest * 1.25
  return {
    height: width === 'wide' ? 260 : 220,
    marginLeft: 52,
    marginRight: 20,
    marginTop: 28,
    marginBottom: 42,
    x: { domain: [from, to], label: '× the lower bound', ticks: width === 'wide' ? 8 : 5, nice: false },
    y: {
      domain: [0, top],
      label: 'sites',
      grid: true,
      ticks: 5,
      tickFormat: (sites: number) => (Number.isInteger(sites) ? countText(sites) : ''),
    },
    marks: [
      rectY(
        bins.filter(({ sites }) => sites > 0),
        { x1: 'from', x2: 'to', y: 'sites', fill: series },
      ),
      ruleY([0]),
      ruleX([1], { stroke: other, strokeWidth: 2, strokeDasharray: '6 4' }),
      text([{ x: 1, y: top }], {
        x: 'x',
        y: 'y',
        text: () => 'the lower bound',
        textAnchor: 1 - from > (to - from) / 2 ? 'end' : 'start',
        dx: 7,
        dy: 9,
        fill: ink,
        stroke: paper,
        strokeWidth: 4,
      }),
    ],
  }
}
