import { areaY, dot, lineY, type PlotOptions, text } from '@observablehq/plot'
import { countOf, shareText, timeText } from '#sim/report/quantity.ts'
import { type Completion, completionOf, participantsOf, verifiedTimes } from '#sim/report/summary/completion.ts'
import type { DeviceResult, RunResult } from '#sim/run/result.ts'
import { type Band, bandOf, countUpTo } from '#sim/statistics.ts'
import type { Chart, ChartWidth } from './chart.ts'
import { ink, paper, series } from './palette.ts'
import { timeUnit } from './time-axis.ts'

/** Points of the curve. */
const pointsMax = 200

/** A tail so many times as long as the time of 99 % is cut, or nothing of the curve would be seen. */
const tailMax = 3

/** The devices that took part in one run. */
type Fleet = readonly DeviceResult[]

interface Curve {
  readonly endSeconds: number
  readonly points: readonly (Band & { readonly seconds: number })[]
}

/** The share of the devices that had verified the release, over time: the middle of all seeds in a band from the least to the greatest. */
export function adoptionChart(runs: readonly RunResult[], release: string): Chart {
  const fleets = runs.map((run) => participantsOf([run], release))
  const completion = completionOf(fleets.flat())
  const curve = curveOf(fleets, completion)
  const bandText =
    runs.length === 1
      ? ''
      : ` The line is the middle of ${runs.length} seeds, the band goes from the slowest to the fastest.`
  return {
    id: 'adoption',
    title: 'Devices that have verified the release, over time',
    description: descriptionOf(completion),
    caption: `Share of the devices that have the whole release, verified, in the inactive slot.${bandText}${tailText(fleets, curve)}`,
    plot: (width) => optionsOf(curve, completion, width),
  }
}

function curveOf(fleets: readonly Fleet[], { p99, max, devices: count }: Completion): Curve {
  const taken = fleets.map((devices) => ({ times: verifiedTimes(devices), devices: devices.length }))
  const last = max ?? Math.max(1, ...taken.map(({ times }) => times.at(-1) ?? 0))
  const isCut = p99 !== undefined && p99 > 0 && last > tailMax * p99
  const endSeconds = Math.max(isCut ? tailMax * p99 : last * 1.05, 1e-3)
  const points = Array.from({ length: count === 0 ? 0 : pointsMax + 1 }, (_, index) => {
    const seconds = (endSeconds * index) / pointsMax
    const shares = taken.map(({ times, devices }) => countUpTo(times, seconds) / Math.max(devices, 1))
    return { seconds, ...bandOf(shares) }
  })
  return { endSeconds, points }
}

function descriptionOf({ p50, p99, verified, devices }: Completion): string {
  const steps = [
    p50 === undefined ? [] : [`half after ${timeText(p50)}`],
    p99 === undefined ? [] : [`99 % after ${timeText(p99)}`],
  ]
  const end = `${shareText(devices === 0 ? 0 : verified / devices)} in the end`
  return `The curve rises from 0 % of the devices: ${[...steps.flat(), end].join(', ')}.`
}

function tailText(fleets: readonly Fleet[], { endSeconds }: Curve): string {
  const later = verifiedTimes(fleets.flat()).filter((seconds) => seconds > endSeconds).length
  return later === 0 ? '' : ` ${countOf(later, 'device')} verified after the end of the chart.`
}

/** A point of the curve that is told in words. */
interface Mark {
  readonly seconds: number
  readonly share: number
  readonly label: string
}

function optionsOf({ endSeconds, points }: Curve, { p50, p99 }: Completion, width: ChartWidth): PlotOptions {
  const unit = timeUnit(endSeconds)
  const x = ({ seconds }: { readonly seconds: number }): number => seconds / unit.seconds
  const marks: readonly Mark[] = [
    ...(p50 === undefined ? [] : [{ seconds: p50, share: 0.5, label: `half: ${timeText(p50)}` }]),
    ...(p99 === undefined ? [] : [{ seconds: p99, share: 0.99, label: `99 %: ${timeText(p99)}` }]),
  ]
  // The curve only rises, so that it is free above a point to the left, and below it to the right.
  const isLate = ({ seconds }: Mark): boolean => seconds > endSeconds / 2
  const label = { x, y: 'share', text: 'label', fill: ink, stroke: paper, strokeWidth: 4, fontWeight: 600 } as const
  return {
    height: width === 'wide' ? 300 : 240,
    marginLeft: 52,
    marginRight: 16,
    marginTop: 26,
    marginBottom: 42,
    x: { domain: [0, endSeconds / unit.seconds], label: unit.label, ticks: width === 'wide' ? 8 : 5 },
    y: {
      domain: [0, 1],
      label: null,
      grid: true,
      ticks: 5,
      tickFormat: (share: number) => `${Math.round(share * 100)} %`,
    },
    marks: [
      areaY(points, { x, y1: 'low', y2: 'high', fill: series, fillOpacity: 0.25, curve: 'step-after' }),
      lineY(points, { x, y: 'median', stroke: series, strokeWidth: 2.5, curve: 'step-after' }),
      dot(marks, { x, y: 'share', r: 4, fill: paper, stroke: ink, strokeWidth: 2 }),
      text(marks.filter(isLate), { ...label, textAnchor: 'end', dx: -9, dy: -11 }),
      text(
        marks.filter((mark) => !isLate(mark)),
        { ...label, textAnchor: 'start', dx: 9, dy: 13 },
      ),
    ],
  }
}
