import { isWithin, type MinuteOfDay, minuteOfDay } from '#core/link/hours.ts'

/** Days of the week as `Date` counts them: 0 is Sunday, 6 Saturday. */
export type Weekday = 0 | 1 | 2 | 3 | 4 | 5 | 6

/**
 * Hours of some days in which a device may be out of service: the first minute, and the one after the last. Where the
 * second is not after the first they last until the next day; the day is the one on which they begin.
 */
export interface MaintenanceWindow {
  readonly days: readonly Weekday[]
  readonly from: MinuteOfDay
  readonly to: MinuteOfDay
}

/** What the clock on the wall shows: milliseconds of Unix time, and how far local time is ahead of UTC now. */
export interface WallClock {
  readonly unixMs: number
  readonly offsetMinutes: number
}

const dayMinutes = 1440

/** 1 January 1970 was a Thursday. */
const firstWeekday = 4

/**
 * Whether one of the windows is open; without any, there is no time at which the device may not be out of service. They
 * go by the clock on the wall: of an hour that it skips in spring nothing is open, one that it shows twice in autumn is
 * open twice.
 */
export function isOpen(windows: readonly MaintenanceWindow[], clock: WallClock): boolean {
  const { day, minute } = localTime(clock)
  return windows.length === 0 || windows.some((window) => isOpenAt(window, weekdayOf(day), minute))
}

/**
 * When the next window opens, in milliseconds of Unix time, if local time goes on as it does now: where the clock is
 * changed before, it is an hour off until then. Undefined where one is open, and without windows.
 */
export function nextOpeningMs(windows: readonly MaintenanceWindow[], clock: WallClock): number | undefined {
  if (isOpen(windows, clock)) return undefined
  const { day, minute } = localTime(clock)
  const openings = windows.flatMap(({ days, from }) =>
    [0, 1, 2, 3, 4, 5, 6, 7]
      .filter((ahead) => days.includes(weekdayOf(day + ahead)) && (ahead > 0 || from > minute))
      .map((ahead) => (day + ahead) * dayMinutes + from),
  )
  if (openings.length === 0) return undefined
  return (Math.min(...openings) - clock.offsetMinutes) * 60_000
}

function isOpenAt({ days, from, to }: MaintenanceWindow, weekday: Weekday, minute: MinuteOfDay): boolean {
  if (from < to) return days.includes(weekday) && isWithin({ from, to }, minute)
  const isOfToday = minute >= from && days.includes(weekday)
  const isOfYesterday = minute < to && days.includes(((weekday + 6) % 7) as Weekday)
  return isOfToday || isOfYesterday
}

function localTime({ unixMs, offsetMinutes }: WallClock): { readonly day: number; readonly minute: MinuteOfDay } {
  const minutes = Math.floor(unixMs / 60_000) + offsetMinutes
  const day = Math.floor(minutes / dayMinutes)
  return { day, minute: minuteOfDay(minutes - day * dayMinutes) }
}

function weekdayOf(day: number): Weekday {
  return ((((day + firstWeekday) % 7) + 7) % 7) as Weekday
}
