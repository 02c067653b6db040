import type { WallClock } from '#core/link/windows.ts'
import type { NodeInput } from '#node/engine/contract.ts'

/** How often the clock on the wall is looked at: it may have been set, and the hour may have been changed. */
const lookMs = 60_000

/** Tells the engine what the clock on the wall shows, now and once a minute. Returns what ends that. */
export function keepWallClock(zone: string | undefined, input: (input: NodeInput) => void): () => void {
  const tell = () => input({ type: 'clock', clock: wallClock(new Date(), zone) })
  tell()
  const timer = setInterval(tell, lookMs).unref()
  return () => clearInterval(timer)
}

/** What a clock in an IANA time zone shows at a moment; that of this machine where none is named. */
export function wallClock(date: Date, zone: string | undefined): WallClock {
  return {
    unixMs: date.getTime(),
    offsetMinutes: zone === undefined ? 0 - date.getTimezoneOffset() : offsetIn(zone, date),
  }
}

/** How far local time is ahead of UTC, in whole minutes. */
function offsetIn(timeZone: string, date: Date): number {
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
  const name = format.formatToParts(date).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const [, sign = '+', hours = '0', minutes = '0'] = /([+-])(\d{2}):(\d{2})/.exec(name) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}
