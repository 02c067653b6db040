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

const byteUnits: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['KB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
  ['TB', 1e12],
  ['KIB', 2 ** 10],
  ['MIB', 2 ** 20],
  ['GIB', 2 ** 30],
  ['TIB', 2 ** 40],
])

/** The bytes that people mean by `200MB`, `1.5 GB`, `64 MiB` or `65536`, in whole bytes; undefined where it is none of these. */
export function bytesOfText(text: string): number | undefined {
  const [, number, unit] = /^(\d{1,15}(?:\.\d{1,9})?) ?([a-z]*)$/i.exec(text) ?? []
  const factor = unit === undefined ? undefined : byteUnits.get(unit.toUpperCase())
  return factor === undefined ? undefined : Math.round(Number(number) * factor)
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
