import { check } from '#core/check.ts'

/** What a kind of quantity is called, and its units in the base one. */
interface QuantityKind {
  readonly noun: string
  readonly example: string
  /** A space may stand before the unit. */
  readonly units: Readonly<Record<string, number>>
}

/** The quantities that a scenario file writes with their unit. Values are in the unit that counts 1. */
const quantityKinds = {
  rate: { noun: 'a rate', example: '20 Mbit', units: { bit: 1, kbit: 1e3, Mbit: 1e6, Gbit: 1e9 } },
  size: {
    noun: 'a size',
    example: '64 MiB',
    units: { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 },
  },
  duration: { noun: 'a time', example: '30 s', units: { ms: 1, s: 1e3, min: 6e4, h: 36e5, d: 864e5 } },
  speed: {
    noun: 'a speed',
    example: '20 MiB/s',
    units: { 'kB/s': 1e3, 'MB/s': 1e6, 'GB/s': 1e9, 'KiB/s': 2 ** 10, 'MiB/s': 2 ** 20, 'GiB/s': 2 ** 30 },
  },
  percentage: { noun: 'a share', example: '20 %', units: { '%': 1 } },
} as const satisfies Record<string, QuantityKind>

/** A kind of quantity. */
export type Quantity = keyof typeof quantityKinds

const numberPattern = '-?\\d{1,15}(?:\\.\\d{1,9})?'

/** A regular expression, without flags, that a well-formed quantity of one of these kinds matches. */
export function quantityPattern(kinds: readonly Quantity[]): string {
  return `^${numberPattern} ?(?:${kinds.flatMap((kind) => unitsOf(kind)).join('|')})$`
}

/** How a quantity is to be written: `a rate in bit, kbit, Mbit or Gbit such as 20 Mbit`. */
export function quantityText(kind: Quantity): string {
  const { noun, example } = quantityKinds[kind]
  const units = unitsOf(kind)
  const list = [units.slice(0, -1).join(', '), ...units.slice(-1)].filter((part) => part !== '').join(' or ')
  return `${noun} in ${list} such as ${example}`
}

/** Reads a quantity of a kind in its base unit: bits a second, bytes, milliseconds, bytes a second, percent. Undefined: it is none. */
export function parseQuantity(kind: Quantity, text: string): number | undefined {
  if (!new RegExp(quantityPattern([kind])).test(text)) return undefined
  const [, number, unit] = /^([-.\d]+) ?(.+)$/.exec(text) ?? []
  const factor = (quantityKinds[kind].units as Readonly<Record<string, number>>)[unit ?? '']
  return factor === undefined ? undefined : Number(number) * factor
}

/** What a quantity that {@link quantityPattern} has accepted is, in its base unit. */
export function quantityOf(kind: Quantity, text: string): number {
  const value = parseQuantity(kind, text)
  check(value !== undefined, `${text} was accepted as ${quantityKinds[kind].noun}`)
  return value
}

function unitsOf(kind: Quantity): readonly string[] {
  return Object.keys(quantityKinds[kind].units)
}
