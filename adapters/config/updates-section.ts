import * as v from 'valibot'
import { parseMinuteOfDay } from '#core/link/hours.ts'
import type { MaintenanceWindow, Weekday } from '#core/link/windows.ts'
import { list, section, table } from './config-schema.ts'
import { oneOf, timeOfDay, zoneName } from './config-values.ts'

/** What an owner says of updates: when they may disturb, and whether he is asked. */
export interface UpdatesConfig {
  /** When the device may reboot into a release; at any time where there are none. */
  readonly windows: readonly MaintenanceWindow[]
  /** The IANA time zone of the windows; undefined: that of the device. */
  readonly zone: string | undefined
  /** Whether an install, too, begins only while a window is open. */
  readonly beginsInWindow: boolean
  readonly consent: 'given' | 'ask'
}

/** The most windows. */
const windowsMax = 16

/** In the order of `Date`: Sunday is 0. */
const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

const example = 'a table such as { days = ["sat", "sun"], from = "02:00", to = "05:00" }'

const dayText = v.pipe(v.picklist(dayNames), v.description<(typeof dayNames)[number], string>('"mon" to "sun"'))

/** What `node.toml` may say under `[updates]`: when a release may disturb, and who is asked. */
export const updatesSection = section('updates', {
  consent: oneOf(['given', 'ask'], 'given'),
  begin: oneOf(['any-time', 'in-window'], 'any-time'),
  zone: v.optional(zoneName()),
  windows: v.optional(
    list(
      'tables such as { days = ["sat", "sun"], from = "02:00", to = "05:00" }',
      table(example, {
        days: v.optional(list('days, "mon" to "sun"', dayText, { min: 1, max: 7 }), [...dayNames]),
        from: timeOfDay(),
        to: timeOfDay(),
      }),
      { min: 0, max: windowsMax },
    ),
    [],
  ),
})

/** The rules of updates as the section writes them. */
export function updatesConfigOf(written: v.InferOutput<typeof updatesSection>): UpdatesConfig {
  return {
    windows: written.windows.map(({ days, from, to }) => ({
      days: days.map((day) => dayNames.indexOf(day) as Weekday),
      from: parseMinuteOfDay(from),
      to: parseMinuteOfDay(to),
    })),
    zone: written.zone,
    beginsInWindow: written.begin === 'in-window',
    consent: written.consent,
  }
}
