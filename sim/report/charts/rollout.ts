import { areaY, lineY, type PlotOptions, ruleX, text } from '@observablehq/plot'
import { countOf, timeText } from '#sim/report/quantity.ts'
import type { HistoryPoint } from '#sim/rollout/result/history.ts'
import type { RolloutResult } from '#sim/rollout/result/rollout-result.ts'
import { total } from '#sim/statistics.ts'
import type { Chart, ChartWidth } from './chart.ts'
import { ink, other, paper, series } from './palette.ts'
import { timeUnit } from './time-axis.ts'

/** The lightest and the darkest phase of the stack. */
const opacity = { first: 0.75, last: 0.2 } as const

/** A point of one layer of the stack: devices that one phase brought, on top of those before it. */
interface Layer {
  readonly seconds: number
  readonly phase: number
  readonly low: number
  readonly high: number
}

/** Who began over time, phase by phase, who confirmed, and who crashed or went back; with the openings and the stop. */
export function rolloutChart(rollout: RolloutResult): Chart {
  const { history, stop, phases } = rollout
  const last = history.at(-1)
  const opened = phases.filter(({ openedAt }) => openedAt !== undefined).length
  return {
    id: 'rollout',
    title: 'Devices that the rollout exposed, over time',
    description: descriptionOf(rollout),
    caption: `Each layer is a phase: the devices that began by it. The line is those that confirmed; the dashed one those that crashed, failed or went back (${countOf(last === undefined ? 0 : lost(last), 'device')} in the end). Upright lines are the ${countOf(opened, 'opening')} of phases${stop === undefined ? '' : ' and the stop'}.`,
    plot: (width) => optionsOf(rollout, width),
  }
}

function descriptionOf({ phases, stop, exposed, takenBack }: RolloutResult): string {
  const opened = phases.flatMap(({ name, openedAt, exposed: own }) =>
    openedAt === undefined ? [] : [`${name} opens after ${timeText(openedAt)} and exposes ${countOf(own, 'device')}`],
  )
  const end =
    stop === undefined
      ? `${countOf(exposed, 'device')} began in all`
      : `the rollout is stopped after ${timeText(stop.at)}, when ${countOf(stop.exposed, 'device')} had begun, and ${countOf(takenBack, 'device')} went back`
  return `${[...opened, end].join('; ')}.`
}

function optionsOf({ history, phases, stop }: RolloutResult, width: ChartWidth): PlotOptions {
  const endSeconds = Math.max(1, history.at(-1)?.seconds ?? 1)
  const unit = timeUnit(endSeconds)
  const x = ({ seconds }: { readonly seconds: number }): number => seconds / unit.seconds
  const openings = phases.flatMap(({ openedAt }, index) =>
    openedAt === undefined ? [] : [{ seconds: openedAt, label: String(index + 1) }],
  )
  const stops = stop === undefined ? [] : [{ seconds: stop.at, label: `stopped: ${countOf(stop.exposed, 'device')}` }]
  const shade = ({ phase }: Layer): number =>
    opacity.first + ((opacity.last - opacity.first) * phase) / Math.max(1, phases.length - 1)
  const label = { x, text: 'label', frameAnchor: 'top', dy: -12, fill: ink, stroke: paper, strokeWidth: 4 } as const
  return {
    height: width === 'wide' ? 320 : 260,
    marginLeft: 60,
    marginRight: 20,
    marginTop: 30,
    marginBottom: 42,
    x: { domain: [0, endSeconds / unit.seconds], label: unit.label, ticks: width === 'wide' ? 8 : 5 },
    y: { label: null, grid: true, ticks: 5 },
    marks: [
      areaY(layersOf(history), {
        x,
        y1: 'low',
        y2: 'high',
        z: 'phase',
        fill: series,
        fillOpacity: shade,
        curve: 'step-after',
      }),
      lineY(history, { x, y: 'confirmed', stroke: ink, strokeWidth: 2, curve: 'step-after' }),
      lineY(history, { x, y: lost, stroke: other, strokeWidth: 2.5, strokeDasharray: '5 3', curve: 'step-after' }),
      ruleX(openings, { x, stroke: ink, strokeOpacity: 0.4 }),
      ruleX(stops, { x, stroke: other, strokeWidth: 2.5 }),
      text(openings, label),
      text(stops, { ...label, textAnchor: 'start', dx: 6, dy: 4, fontWeight: 600 }),
    ],
  }
}

function layersOf(history: readonly HistoryPoint[]): readonly Layer[] {
  return history.flatMap(({ seconds, begun }) =>
    begun.map((count, phase) => {
      const low = total(begun.slice(0, phase), (each) => each)
      return { seconds, phase, low, high: low + count }
    }),
  )
}

function lost({ failed, crashed, takenBack }: HistoryPoint): number {
  // Who crashed goes back as well where the release is taken back, and counts once.
  return failed + Math.max(crashed, takenBack)
}
