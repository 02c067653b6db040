import type { WallClock } from '#core/link/windows.ts'

/** Clocks are changed at whole and half hours of UTC. */
const stepMs = 30 * 60_000

interface Offset {
  /** In ms of Unix time. */
  readonly since: number
  readonly minutes: number
}

/** What clocks in an IANA time zone show during a run, with the changes between summer and winter. */
export class Zone {
  readonly #offsets: readonly Offset[]

  /** `from` and `to` are ms of Unix time. */
  constructor(timeZone: string, { from, to }: { readonly from: number; readonly to: number }) {
    const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
    const offsets: Offset[] = []
    for (let since = Math.floor(from / stepMs) * stepMs; since <= to; since += stepMs) {
      const minutes = offsetOf(format.formatToParts(since))
      if (offsets.at(-1)?.minutes !== minutes) offsets.push({ since, minutes })
    }
    this.#offsets = offsets
  }

  /** What a clock on the wall shows, at an instant of the run in ms of Unix time. */
  wallClock(unixMs: number): WallClock {
    const offset = this.#offsets.findLast(({ since }) => since <= unixMs)
    return { unixMs, offsetMinutes: offset?.minutes ?? 0 }
  }

  /** When clocks are changed during the run, in ms of Unix time. */
  get changes(): readonly number[] {
    return this.#offsets.slice(1).map(({ since }) => since)
  }
}

/** The moment at which clocks of a zone show a day (`YYYY-MM-DD`) and a time of day (`HH:MM`), in ms of Unix time. */
export function momentOf(date: string, time: string, timeZone: string): number {
  const asUtc = Date.parse(`${date}T${time}:00Z`)
  const { offsetMinutes } = new Zone(timeZone, { from: asUtc, to: asUtc }).wallClock(asUtc)
  return asUtc - offsetMinutes * 60_000
}

/** How far local time is ahead of UTC, in whole minutes. */
function offsetOf(parts: readonly Intl.DateTimeFormatPart[]): number {
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const [, sign = '+', hours = '0', minutes = '0'] = /([+-])(\d{2}):(\d{2})/.exec(name) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}
