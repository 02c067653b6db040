import { FormatError } from '#core/errors.ts'

/** How a time span is written: `90s`, `30min`, `48h`, `7d`. */
export const timeSpanPattern = '^(\\d{1,8})(s|min|h|d)$'

const pattern = new RegExp(timeSpanPattern)

const unitsMs = { d: 86_400_000, h: 3_600_000, min: 60_000, s: 1000 } as const

type Unit = keyof typeof unitsMs

/** A time span in ms. Throws {@link FormatError}. */
export function parseTimeSpan(text: string): number {
  const [, number, unit] = pattern.exec(text) ?? []
  if (number !== undefined) return Number(number) * unitsMs[unit as Unit]
  throw new FormatError('time span', `${JSON.stringify(text)} is none: write 90s, 30min, 48h or 7d`)
}

/** A time span of whole seconds as {@link parseTimeSpan} reads it, in the largest unit that fits; days only from a week. */
export function timeSpanText(ms: number): string {
  const units = Object.entries(unitsMs).filter(([unit]) => unit !== 'd' || ms >= 7 * unitsMs.d)
  const [unit, unitMs] = units.find(([, unitMs]) => ms > 0 && ms % unitMs === 0) ?? ['s', 1000]
  return `${Math.round(ms / unitMs)}${unit}`
}
