const units = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const

/** A number of bytes for people: `812 bytes`, `12.3 MB`; units are powers of 1000. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`
  let value = bytes
  let unit = 0
  // What would be rounded to 1000.0 is 1.0 of the next unit.
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${value.toFixed(1)} ${units[unit]}`
}

/** Days from which nobody asks for the hours. */
const longDays = 10

/** A length of time for people, in its one or two largest units: `42 s`, `3 min 5 s`, `2 days 4 h`, `30 days`. The rest is cut. */
export function durationText(seconds: number): string {
  const whole = Math.floor(seconds)
  const [days, hours] = [Math.floor(whole / 86_400), Math.floor((whole % 86_400) / 3_600)]
  const [minutes, rest] = [Math.floor((whole % 3_600) / 60), whole % 60]
  if (days >= longDays) return `${days} days`
  if (days > 0) return join(days === 1 ? '1 day' : `${days} days`, hours, 'h')
  if (hours > 0) return join(`${hours} h`, minutes, 'min')
  return minutes > 0 ? join(`${minutes} min`, rest, 's') : `${rest} s`
}

function join(first: string, second: number, unit: string): string {
  return second === 0 ? first : `${first} ${second} ${unit}`
}
