import { axisY, dot, type PlotOptions, ruleY, text } from '@observablehq/plot'
import { orDash, timeText } from '#sim/report/quantity.ts'
import type { Completion } from '#sim/report/summary/completion.ts'
import type { Chart, ChartWidth } from './chart.ts'
import { ink, other, paper, series } from './palette.ts'
import { timeUnit } from './time-axis.ts'

/** The completion of some devices under the name of their class. */
export interface NamedCompletion {
  readonly name: string
  readonly completion: Completion
}

/** Rows of the chart; the table beside it has all. */
const rowsMax = 12

/** The longest name that fits beside a row. */
const nameCharactersMax = 18

/** What is shown of each row: unlike in shape, so that no colour is needed. */
const quantiles = [
  { key: 'p50', label: '50 %', symbol: 'circle', fill: series },
  { key: 'p90', label: '90 %', symbol: 'diamond', fill: series },
  { key: 'p99', label: '99 %', symbol: 'square', fill: other },
  { key: 'max', label: 'last', symbol: 'times', fill: 'none' },
] as const satisfies readonly { readonly key: keyof Completion; readonly [fact: string]: string }[]

/** When half, 90 %, 99 % and all devices of each class had verified the release. */
export function completionChart(classes: readonly NamedCompletion[]): Chart {
  const rows = classes.slice(0, rowsMax).map(({ name, completion }) => ({ name: shortName(name), completion }))
  const legend = 'Circle: half of the devices. Diamond: 90 %. Square: 99 %. Cross: the last one, where all got there.'
  return {
    id: 'completion',
    title: 'When devices had verified the release, by class of sites',
    description: rows
      .map(
        ({ name, completion: { p50, p99 } }) =>
          `${name}: half ${orDash(p50, timeText)}, 99 % ${orDash(p99, timeText)}.`,
      )
      .join(' '),
    caption: classes.length > rows.length ? `${legend} The first ${rowsMax} classes.` : legend,
    plot: (width) => optionsOf(rows, width),
  }
}

function shortName(name: string): string {
  return name.length <= nameCharactersMax ? name : `${name.slice(0, nameCharactersMax - 1)}…`
}

interface Point {
  readonly row: string
  readonly seconds: number
}

function pointsOf(rows: readonly NamedCompletion[], key: keyof Completion): readonly Point[] {
  return rows.flatMap(({ name, completion }) => {
    const seconds = completion[key]
    return seconds === undefined ? [] : [{ row: name, seconds }]
  })
}

function optionsOf(rows: readonly NamedCompletion[], width: ChartWidth): PlotOptions {
  const spans = rows.flatMap(({ name, completion: { p50, p90, p99, max } }) => {
    const to = max ?? p99 ?? p90
    return p50 === undefined || to === undefined ? [] : [{ row: name, from: p50, to }]
  })
  const maxSeconds = Math.max(
    1e-3,
    ...quantiles.flatMap(({ key }) => pointsOf(rows, key).map(({ seconds }) => seconds)),
  )
  const unit = timeUnit(maxSeconds)
  const x = ({ seconds }: Point): number => seconds / unit.seconds
  const longest = Math.max(...rows.map(({ name }) => name.length))
  return {
    height: 70 + 34 * rows.length,
    marginLeft: 16 + 7.5 * longest,
    marginRight: 56,
    marginBottom: 42,
    x: {
      domain: [0, (maxSeconds * 1.04) / unit.seconds],
      label: unit.label,
      grid: true,
      ticks: width === 'wide' ? 8 : 4,
    },
    y: { type: 'band', domain: rows.map(({ name }) => name), label: null },
    marks: [
      axisY({ tickSize: 0 }),
      ruleY(spans, {
        y: 'row',
        x1: ({ from }) => from / unit.seconds,
        x2: ({ to }) => to / unit.seconds,
        stroke: ink,
        strokeOpacity: 0.5,
      }),
      quantiles.map(({ key, symbol, fill }) =>
        dot(pointsOf(rows, key), {
          x,
          y: 'row',
          symbol,
          r: 5,
          fill,
          stroke: key === 'max' ? ink : paper,
          strokeWidth: key === 'max' ? 2 : 1,
        }),
      ),
      text(lastLabels(rows), {
        x,
        y: 'row',
        text: 'label',
        textAnchor: 'start',
        dx: 9,
        fill: ink,
        stroke: paper,
        strokeWidth: 4,
      }),
    ],
  }
}

/** The last mark of each row says its time. */
function lastLabels(rows: readonly NamedCompletion[]): readonly (Point & { readonly label: string })[] {
  return rows.flatMap(({ name, completion }) => {
    const last = quantiles.findLast(({ key }) => completion[key] !== undefined)
    const seconds = last && completion[last.key]
    return seconds === undefined ? [] : [{ row: name, seconds, label: timeText(seconds) }]
  })
}
