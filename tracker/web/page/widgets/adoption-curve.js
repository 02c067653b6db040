import { drawing, element } from './basis/element.js'
import { countText, timeElement } from './basis/quantity.js'
import { table } from './basis/table.js'
import { countTicks, timeTicks } from './basis/ticks.js'

/** @import { RolloutDetail } from '#tracker/api/schema/rollout.ts' */

/** @typedef {RolloutDetail['curve'][number]} Point */
/** @typedef {{ readonly x: (at: number) => number, readonly y: (devices: number) => number, readonly most: number, readonly right: number, readonly bottom: number }} Scales */

const height = 260
const margin = { top: 26, right: 124, bottom: 26, left: 52 }

/** How far two names at the ends of lines stay apart. */
const lineHeight = 16

/** Rows of the table that says the same. */
const rowsMax = 12

/** @type {readonly { readonly name: string, readonly look: string, readonly of: (point: Point) => number }[]} dashes tell the lines apart as well as colours */
const lines = [
  { name: 'began', look: 'line began', of: ({ began }) => began },
  { name: 'confirmed', look: 'line confirmed', of: ({ confirmed }) => confirmed },
  { name: 'failed', look: 'line failed', of: ({ failed, crashed }) => failed + crashed },
]

/**
 * How devices came to a release over time, with a mark where each phase opened.
 *
 * @param {RolloutDetail} rollout
 * @param {number} width in CSS pixels
 */
export function adoptionCurve(rollout, width) {
  const { curve } = rollout
  return element(
    'figure',
    {},
    picture(rollout, width),
    element(
      'figcaption',
      {},
      'Devices over time; failed are those that did not install it, and those that crashed with it. A number in a circle marks where that phase opened.',
    ),
    element('details', {}, element('summary', {}, 'The curve as a table'), curveTable(curve)),
  )
}

/**
 * @param {RolloutDetail} rollout
 * @param {number} width
 */
function picture({ curve, devices, plan }, width) {
  const scales = scalesOf(curve, width)
  const title = 'Devices that began, confirmed and failed over time'
  const description = `${countText(devices.began)} began, ${countText(devices.confirmed)} confirmed, ${countText(devices.installFailed + devices.trialFailed + devices.crashed)} failed or crashed; ${plan.phases.filter(({ isOpen }) => isOpen).length} of ${plan.phases.length} phases are open.`
  return drawing(
    'svg',
    {
      class: 'chart',
      role: 'img',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      'aria-labelledby': 'curve-title',
      'aria-describedby': 'curve-description',
    },
    drawing('title', { id: 'curve-title' }, title),
    drawing('desc', { id: 'curve-description' }, description),
    axes(curve, scales),
    openings(curve, scales),
    lines.map(({ look, of }) => drawing('path', { class: look, d: pathOf(curve, scales, of) })),
    ends(curve, scales),
  )
}

/**
 * @param {readonly Point[]} curve
 * @param {number} width
 * @returns {Scales}
 */
function scalesOf(curve, width) {
  const times = curve.map(({ at }) => Date.parse(at))
  const [from, to] = [Math.min(...times), Math.max(...times)]
  const most = Math.max(1, ...curve.map(({ began, confirmed }) => Math.max(began, confirmed)))
  const right = width - margin.right
  const bottom = height - margin.bottom
  return {
    x: (at) => margin.left + ((right - margin.left) * (at - from)) / Math.max(1, to - from),
    y: (devices) => bottom - ((bottom - margin.top) * devices) / most,
    most,
    right,
    bottom,
  }
}

/**
 * @param {readonly Point[]} curve
 * @param {Scales} scales
 */
function axes(curve, { x, y, most, right, bottom }) {
  const across = countTicks(most).map((devices) => [
    drawing('line', { class: 'grid', x1: margin.left, x2: right, y1: y(devices), y2: y(devices) }),
    drawing('text', { x: margin.left - 8, y: y(devices) + 4, 'text-anchor': 'end' }, countText(devices)),
  ])
  const [from, to] = [Date.parse(curve[0]?.at ?? ''), Date.parse(curve.at(-1)?.at ?? '')]
  const along = timeTicks(from, to, right - margin.left).map(({ at, text }) => [
    drawing('line', { class: 'tick', x1: x(at), x2: x(at), y1: bottom, y2: bottom + 5 }),
    drawing('text', { x: x(at), y: bottom + 20, 'text-anchor': 'middle' }, text),
  ])
  return [across, along]
}

/**
 * Where phases opened; of those too close to each other only the last has its number.
 *
 * @param {readonly Point[]} curve
 * @param {Scales} scales
 */
function openings(curve, { x, bottom }) {
  const marks = curve.flatMap(({ at, openPhases }, index) =>
    openPhases > (curve[index - 1]?.openPhases ?? 0) ? [{ left: x(Date.parse(at)), phase: openPhases }] : [],
  )
  return marks.map(({ left, phase }, index) => {
    const isClose = (marks[index + 1]?.left ?? Number.POSITIVE_INFINITY) - left < 20
    return [
      drawing('line', { class: 'opening', x1: left, x2: left, y1: margin.top, y2: bottom }),
      isClose
        ? null
        : [
            drawing('circle', { class: 'opening', cx: left, cy: 14, r: 9 }),
            drawing('text', { class: 'opening', x: left, y: 18, 'text-anchor': 'middle' }, phase),
          ],
    ]
  })
}

/**
 * Numbers hold until the next point: the line goes in steps.
 *
 * @param {readonly Point[]} curve
 * @param {Scales} scales
 * @param {(point: Point) => number} of
 */
function pathOf(curve, { x, y }, of) {
  return curve
    .map((point, index) => {
      const [left, top] = [x(Date.parse(point.at)).toFixed(1), y(of(point)).toFixed(1)]
      return index === 0 ? `M${left} ${top}` : `H${left}V${top}`
    })
    .join('')
}

/**
 * The names of the lines with their numbers, where they end.
 *
 * @param {readonly Point[]} curve
 * @param {Scales} scales
 */
function ends(curve, { y, right, bottom }) {
  const last = curve.at(-1)
  if (last === undefined) return []
  const named = lines
    .map(({ name, of, look }) => ({ name, look, devices: of(last) }))
    .sort((left, right) => left.devices - right.devices)
  let below = bottom + lineHeight
  return named.map(({ name, look, devices }) => {
    below = Math.min(y(devices), below - lineHeight)
    return drawing(
      'text',
      { class: look.replace('line', 'end'), x: right + 6, y: below + 4 },
      `${countText(devices)} ${name}`,
    )
  })
}

/** @param {readonly Point[]} curve */
function curveTable(curve) {
  const step = Math.max(1, Math.ceil(curve.length / rowsMax))
  const some = curve.filter((_, index) => (curve.length - 1 - index) % step === 0)
  return table({
    caption: 'Devices over time',
    columns: [
      { head: 'Time' },
      { head: 'Phases open', isNumber: true },
      ...['Began', 'Confirmed', 'Failed', 'Crashed', 'Went back'].map((head) => ({ head, isNumber: true })),
    ],
    rows: some.map((point) => [
      timeElement(point.at),
      ...[point.openPhases, point.began, point.confirmed, point.failed, point.crashed, point.takenBack].map(countText),
    ]),
  })
}
