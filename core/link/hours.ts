import { check } from '#core/check.ts'
import { FormatError } from '#core/errors.ts'

declare const brand: unique symbol

/** A time of day on the device's own clock: whole minutes since midnight, 0 to 1439. */
export type MinuteOfDay = number & { readonly [brand]: 'MinuteOfDay' }

/** Minutes of a day. Days on which the clock is changed have more or fewer, but no other times of day. */
const dayMinutes = 1440

/** A time range of every day, its first minute and the one after its last; from 22:00 to 06:00 is over midnight. */
export interface Hours {
  readonly from: MinuteOfDay
  readonly to: MinuteOfDay
}

/** Makes a time of day of whole minutes since midnight. */
export function minuteOfDay(minutes: number): MinuteOfDay {
  check(Number.isInteger(minutes) && minutes >= 0 && minutes < dayMinutes, 'a day has the minutes 0 to 1439')
  return minutes as MinuteOfDay
}

/** The time of day at an instant, in milliseconds of Unix time, where local time is `offsetMinutes` ahead of UTC. */
export function localMinute(unixMs: number, offsetMinutes: number): MinuteOfDay {
  const minutes = Math.floor(unixMs / 60_000) + offsetMinutes
  return minuteOfDay(((minutes % dayMinutes) + dayMinutes) % dayMinutes)
}

/** Reads a time of day from `HH:MM`. Throws {@link FormatError} unless it is 00:00 to 23:59. */
export function parseMinuteOfDay(text: string): MinuteOfDay {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? []
  if (hours === undefined || minutes === undefined) throw new FormatError('time', 'is not between 00:00 and 23:59')
  return minuteOfDay(Number(hours) * 60 + Number(minutes))
}

/** A time of day as `HH:MM`. */
export function minuteText(minute: MinuteOfDay): string {
  const two = (number: number): string => String(number).padStart(2, '0')
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}

/** Whether a time of day is within the hours. */
export function isWithin({ from, to }: Hours, minute: MinuteOfDay): boolean {
  return from < to ? from <= minute && minute < to : from <= minute || minute < to
}

/** The first time of day after `minute` at which one of these hours begins or ends; undefined when there are none. */
export function nextChange(hours: readonly Hours[], minute: MinuteOfDay): MinuteOfDay | undefined {
  const changes = hours.flatMap(({ from, to }) => [from, to])
  const [first] = changes.toSorted((left, right) => minutesUntil(minute, left) - minutesUntil(minute, right))
  return first
}

/** How long it takes from one time of day until the clock shows the other, 1 to 1440 minutes. */
function minutesUntil(from: MinuteOfDay, to: MinuteOfDay): number {
  return to > from ? to - from : to - from + dayMinutes
}
