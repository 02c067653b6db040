import { areaY, lineY, type PlotOptions, ruleY, text } from '@observablehq/plot'
import { bytesText, rateText, timeText } from '#sim/report/quantity.ts'
import type { RunResult } from '#sim/run/result.ts'
import { type Band, bandOf, total } from '#sim/statistics.ts'
import type { Chart, ChartWidth } from './chart.ts'
import { ink, other, paper, series } from './palette.ts'
import { timeUnit } from './time-axis.ts'

/** Steps of the curve; finer intervals are put together. */
const stepsMax = 180

/** A limit so many times above the highest rate is told in words only, or the curve would lie flat. */
const limitMax = 4

/** Rates are bits a second. */
interface Rates {
  readonly points: readonly (Band & { readonly seconds: number })[]
  readonly endSeconds: number
  /** Each point is the mean over so long a time. */
  readonly stepSeconds: number
  readonly peak: number
  /** What the origin can send; undefined: whatever is asked of it. */
  readonly limit: number | undefined
}

/** What all sites together take over the WAN, over time, and what the origin could send. */
export function wanRateChart(runs: readonly RunResult[], originMbit: number | undefined): Chart {
  const limit = originMbit === undefined ? undefined : originMbit * 1e6
  const rates = ratesOf(runs, limit)
  const origin = total(runs, ({ originBytes }) => originBytes) / runs.length
  const limitText = limit === undefined ? 'has no limit' : `is limited to ${rateText(limit)}`
  return {
    id: 'wan-rate',
    title: 'Rate over the WAN into all sites, over time',
    description: `The rate is ${rateText(rates.peak)} at most and falls to nothing within ${timeText(rates.endSeconds)}.`,
    caption: `Highest mean over ${timeText(rates.stepSeconds)}: ${rateText(rates.peak)}. The origin ${limitText} and sent ${bytesText(origin)}${runs.length === 1 ? '' : ' for each seed'}.`,
    plot: (width) => optionsOf(rates, width),
  }
}

function ratesOf(runs: readonly RunResult[], limit: number | undefined): Rates {
  const coarsest = Math.max(...runs.map(({ intervalSeconds }) => intervalSeconds))
  const steps = Math.ceil(Math.max(coarsest, ...runs.map(secondsUntilSilence)) / coarsest)
  const stepSeconds = coarsest * Math.ceil(steps / stepsMax)
  const endSeconds = Math.ceil((steps * coarsest) / stepSeconds) * stepSeconds
  const rates = Array.from({ length: Math.round(endSeconds / stepSeconds) }, (_, step) => {
    const seconds = step * stepSeconds
    return {
      seconds,
      ...bandOf(runs.map((run) => (8 * bytesBetween(run, seconds, seconds + stepSeconds)) / stepSeconds)),
    }
  })
  const points = [...rates, { seconds: endSeconds, low: 0, median: 0, high: 0 }]
  return { points, endSeconds, stepSeconds, peak: Math.max(...points.map(({ high }) => high)), limit }
}

/** When the last interval ended in which something moved. */
function secondsUntilSilence({ wanIntervals, intervalSeconds }: RunResult): number {
  return (wanIntervals.findLastIndex((bytes) => bytes > 0) + 1) * intervalSeconds
}

/** Bytes that moved within a time, in seconds; those of an interval are spread evenly over it, as runs may have unlike ones. */
function bytesBetween({ wanIntervals, intervalSeconds }: RunResult, from: number, to: number): number {
  let bytes = 0
  const last = Math.min(Math.ceil(to / intervalSeconds), wanIntervals.length)
  for (let index = Math.floor(from / intervalSeconds); index < last; index += 1) {
    const begin = index * intervalSeconds
    const shared = Math.min(to, begin + intervalSeconds) - Math.max(from, begin)
    bytes += ((wanIntervals[index] ?? 0) * shared) / intervalSeconds
  }
  return bytes
}

function optionsOf({ points, endSeconds, peak, limit }: Rates, width: ChartWidth): PlotOptions {
  const unit = timeUnit(endSeconds)
  const isLimitShown = limit !== undefined && limit <= limitMax * peak
  const top = Math.max(peak, isLimitShown ? limit : 0, 1) * 1.12
  const [rateName, bits] = top >= 2e9 ? (['Gbit/s', 1e9] as const) : (['Mbit/s', 1e6] as const)
  const x = ({ seconds }: { readonly seconds: number }): number => seconds / unit.seconds
  const rate = (of: keyof Band) => (point: Band) => point[of] / bits
  const limits = isLimitShown ? [limit / bits] : []
  return {
    height: width === 'wide' ? 260 : 220,
    marginLeft: 52,
    marginRight: 16,
    marginTop: 28,
    marginBottom: 42,
    x: { domain: [0, endSeconds / unit.seconds], label: unit.label, ticks: width === 'wide' ? 8 : 5 },
    y: { domain: [0, top / bits], label: rateName, grid: true, ticks: 5 },
    marks: [
      areaY(points, { x, y1: rate('low'), y2: rate('high'), fill: series, fillOpacity: 0.25, curve: 'step-after' }),
      lineY(points, { x, y: rate('median'), stroke: series, strokeWidth: 2, curve: 'step-after' }),
      ruleY([0]),
      ruleY(limits, { stroke: other, strokeWidth: 2, strokeDasharray: '6 4' }),
      text(limits, {
        y: (value: number) => value,
        text: () => 'the most that the origin sends',
        frameAnchor: 'right',
        textAnchor: 'end',
        dy: -9,
        fill: ink,
        stroke: paper,
        strokeWidth: 4,
      }),
    ],
  }
}
