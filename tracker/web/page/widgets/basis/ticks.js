const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** The distances that ticks of time may have, in ms. */
const distancesMs = [
  1000,
  5000,
  15_000,
  minuteMs,
  5 * minuteMs,
  15 * minuteMs,
  hourMs,
  3 * hourMs,
  6 * hourMs,
  12 * hourMs,
  dayMs,
  2 * dayMs,
  7 * dayMs,
  14 * dayMs,
  30 * dayMs,
  90 * dayMs,
  365 * dayMs,
]

/** The least distance of two ticks of time, in CSS pixels. */
const apart = 84

/**
 * Round numbers from 0 to `most`, about four of them.
 *
 * @param {number} most 1 or more
 */
export function countTicks(most) {
  const rough = most / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(1, [1, 2, 5, 10].map((factor) => factor * power).find((round) => round >= rough) ?? rough)
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step)
}

/**
 * Round times of the clock on the wall between two instants, as many as find room.
 *
 * @param {number} from in ms of Unix time
 * @param {number} to
 * @param {number} width in CSS pixels
 */
export function timeTicks(from, to, width) {
  const least = ((to - from) * apart) / width
  const distanceMs = distancesMs.find((distance) => distance >= least) ?? to - from
  const format = new Intl.DateTimeFormat('en-GB', formatFor(distanceMs))
  const shiftMs = new Date(from).getTimezoneOffset() * minuteMs
  const ticks = []
  for (
    let at = Math.ceil((from - shiftMs) / distanceMs) * distanceMs + shiftMs;
    at <= to && distanceMs > 0;
    at += distanceMs
  ) {
    ticks.push({ at, text: format.format(at) })
  }
  return ticks
}

/**
 * @param {number} distanceMs
 * @returns {Intl.DateTimeFormatOptions}
 */
function formatFor(distanceMs) {
  if (distanceMs >= dayMs) return { day: 'numeric', month: 'short' }
  const clock = /** @type {const} */ ({ hour: '2-digit', minute: '2-digit' })
  return distanceMs >= minuteMs ? clock : { ...clock, second: '2-digit' }
}
