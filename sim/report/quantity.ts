/** A count in full: `10,000`. */
export function countText(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')
}

/** A count with its noun: `1 site`, `1,200 devices`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`
}

/** The decimals that three significant digits leave to a number that is not negative. */
function decimalsOf(value: number): number {
  if (value >= 99.95 || value === 0) return 0
  if (value >= 9.995) return 1
  if (value >= 0.9995) return 2
  return 3
}

/** A number with at most three significant digits: `1.05`, `20`, `536`, `64,100`. Under 1 it has three decimals. */
export function numberText(value: number): string {
  if (value < 0) return `−${numberText(-value)}`
  if (value === Infinity) return '∞'
  if (value < 999.5) return String(Number(value.toFixed(decimalsOf(value))))
  let step = 1
  while (value / step >= 999.5) step *= 10
  return countText(Math.round(value / step) * step)
}

/** A share, 0 to 1, in percent: `99.2 %`. Only nothing is `0 %`, and only all is `100 %`. */
export function shareText(share: number): string {
  const percent = share * 100
  if (percent > 0 && percent < 0.01) return 'under 0.01 %'
  if (percent < 100 && percent >= 99.95)
    return percent < 99.995 ? `${(Math.floor(percent * 100) / 100).toFixed(2)} %` : 'over 99.99 %'
  return `${numberText(percent)} %`
}

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const

/** A number of bytes, in powers of 1024: `812 B`, `12.3 MiB`. */
export function bytesText(bytes: number): string {
  let value = bytes
  let unit = 0
  // What would be rounded to 1,000 is nearly one of the next unit, which shows its digits.
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1024
    unit += 1
  }
  return `${numberText(value)} ${units[unit]}`
}

/** A length of time in its one or two largest units: `0.25 s`, `28.4 s`, `1 min 20 s`, `2 h 5 min`, `3 days 4 h`. */
export function timeText(seconds: number): string {
  if (seconds < 0) return `−${timeText(-seconds)}`
  if (seconds === Infinity) return 'never'
  if (seconds < 59.95) return `${numberText(seconds)} s`
  const whole = Math.round(seconds)
  if (whole < 3_600) return twoUnits(whole, 60, 'min', 's')
  const minutes = Math.round(seconds / 60)
  if (minutes < 1_440) return twoUnits(minutes, 60, 'h', 'min')
  const hours = Math.round(seconds / 3_600)
  return twoUnits(hours, 24, hours < 48 ? 'day' : 'days', 'h')
}

function twoUnits(value: number, size: number, large: string, small: string): string {
  const rest = value % size
  return `${Math.floor(value / size)} ${large}${rest === 0 ? '' : ` ${rest} ${small}`}`
}

/** A rate of a link: `20 Mbit/s`, `1.2 Gbit/s`; `bits` are of one second. */
export function rateText(bits: number): string {
  if (bits >= 999.5e6) return `${numberText(bits / 1e9)} Gbit/s`
  return bits >= 999.5e3 || bits === 0 ? `${numberText(bits / 1e6)} Mbit/s` : `${numberText(bits / 1e3)} kbit/s`
}

/** What was not reached is a dash; everything else as `text` writes it. */
export function orDash<Value>(value: Value | undefined | null, text: (value: Value) => string): string {
  return value === undefined || value === null ? '–' : text(value)
}

/** Seeds in a few words: `seed 7`, `seeds 1 to 20`, `12 seeds from 3 to 90`. */
export function seedsText(seeds: readonly number[]): string {
  const [least, greatest] = [Math.min(...seeds), Math.max(...seeds)]
  if (seeds.length === 1) return `seed ${least}`
  return greatest - least + 1 === seeds.length
    ? `seeds ${least} to ${greatest}`
    : `${seeds.length} seeds from ${least} to ${greatest}`
}
