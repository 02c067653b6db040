import * as v from 'valibot'
import { parseMinuteOfDay } from '#core/link/hours.ts'
import type { LinkConfig } from '#core/link/rules.ts'
import { list, section, table } from './config-schema.ts'
import { flag, oneOf, optionalNumber, timeOfDay, wholeFrom, wholeNumber } from './config-values.ts'
import type { Fault } from './load-config.ts'

/** The most ranges of hours. */
const hoursMax = 16

/** 10 Gbit/s. */
const kbitMax = 10_000_000

/** Below it a payload would take longer than neighbours wait for its sender. */
const kbitMin = 32

const rate = { unit: 'kbit/s', min: kbitMin, max: kbitMax }

/** What `node.toml` may say under `[link]`: when, how fast and how much the links are used. */
export const linkSection = section('link', {
  'wan-download-kbit': optionalNumber(rate),
  'wan-upload-kbit': optionalNumber(rate),
  'lan-upload-kbit': optionalNumber(rate),
  hours: v.optional(
    list(
      'tables such as { from = "08:00", to = "18:00", wan-download-kbit = 500 }',
      table('a table such as { from = "08:00", to = "18:00", wan-download-kbit = 500 }', {
        from: timeOfDay(),
        to: timeOfDay(),
        'wan-download-kbit': wholeFrom({ unit: 'kbit/s (0: leave the WAN alone)', min: 0, max: kbitMax }),
      }),
      { min: 0, max: hoursMax },
    ),
    [],
  ),
  metered: flag(false),
  'battery-min-percent': wholeNumber({ unit: 'percent', min: 0, max: 100, preset: 40 }),
  'wan-budget-mib': optionalNumber({ unit: 'MiB', min: 1, max: 1024 * 1024 }),
  'when-exceeded': oneOf(['wait-for-neighbours', 'fetch-anyway'], 'wait-for-neighbours'),
})

type WrittenLink = v.InferOutput<typeof linkSection>

/** The rules of the links as the section writes them. */
export function linkConfigOf(written: WrittenLink): LinkConfig {
  const budgetMib = written['wan-budget-mib']
  return {
    wanDownloadKbit: written['wan-download-kbit'],
    wanUploadKbit: written['wan-upload-kbit'],
    lanUploadKbit: written['lan-upload-kbit'],
    hours: written.hours.map(({ from, to, 'wan-download-kbit': wanDownloadKbit }) => ({
      from: parseMinuteOfDay(from),
      to: parseMinuteOfDay(to),
      wanDownloadKbit,
    })),
    metered: written.metered,
    batteryMinPercent: written['battery-min-percent'],
    wanBudgetBytes: budgetMib === undefined ? undefined : budgetMib * 1024 * 1024,
    whenExceeded: written['when-exceeded'],
  }
}

/** Hours that end when they begin could be none, or all of the day. */
export function linkFaults({ hours }: WrittenLink): readonly Fault[] {
  return hours.flatMap(({ from, to }, index) => {
    if (from !== to) return []
    const problem = `"${to}" is also where the hours begin: write another time, or two ranges for a whole day`
    return [{ path: ['link', 'hours', index, 'to'], problem }]
  })
}
