import { trackerNow } from './api.js'
import { element } from './element.js'

const counts = new Intl.NumberFormat('en')
const units = ['bytes', 'KB', 'MB', 'GB', 'TB']

/** @param {number} count `12,345` */
export function countText(count) {
  return counts.format(count)
}

/**
 * `1 device`, `12,345 devices`.
 *
 * @param {number} count
 */
export function devicesText(count) {
  return `${countText(count)} ${count === 1 ? 'device' : 'devices'}`
}

/**
 * A number of bytes as the commands print it: units are powers of 1000.
 *
 * @param {number} bytes
 */
export function bytesText(bytes) {
  if (bytes < 1000) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`
  const unit = Math.min(units.length - 1, Math.floor(Math.log10(bytes * (1 + 5e-5)) / 3))
  return `${(bytes / 1000 ** unit).toFixed(1)} ${units[unit]}`
}

/**
 * A share as `12.3 %`; a small one is never rounded to none, nor a large one to all.
 *
 * @param {number | null} share 0 to 1; null where there is nothing to count
 */
export function shareText(share) {
  if (share === null) return 'none yet'
  if (share === 0 || share === 1) return `${share * 100} %`
  const percent = share * 100
  if (percent < 0.1) return 'under 0.1 %'
  return percent > 99.9 ? 'over 99.9 %' : `${percent.toFixed(1)} %`
}

/**
 * A length of time in its largest unit or two: `42 s`, `3 min`, `5 h 10 min`, `12 days`.
 *
 * @param {number} ms
 */
export function durationText(ms) {
  const minutes = Math.round(ms / 60_000)
  if (ms < 59_500) return ms > 0 && ms < 950 ? `${Math.round(ms)} ms` : `${Math.round(ms / 1000)} s`
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  return `${Math.round(hours / 24)} days`
}

/** @param {number | null} ms */
export function durationOrNone(ms) {
  return ms === null ? 'none yet' : durationText(ms)
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
const minute = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })

/**
 * A point in time for people, with the whole of it for those who point at it: by the clock, the day before it where it
 * is not today.
 *
 * @param {string} instant RFC 3339
 */
export function timeElement(instant) {
  const at = new Date(instant)
  const isToday = day.format(at) === day.format(trackerNow())
  const text = isToday ? minute.format(at) : `${day.format(at)}, ${minute.format(at)}`
  return element('time', { datetime: instant, title: instant }, text)
}

/**
 * How long ago something was: `3 min ago`.
 *
 * @param {string} instant RFC 3339
 */
export function agoElement(instant) {
  const ms = trackerNow() - Date.parse(instant)
  return element('time', { datetime: instant, title: instant }, ms < 1000 ? 'now' : `${durationText(ms)} ago`)
}
