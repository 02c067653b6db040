import { InvalidArgumentError } from 'commander'

/** The most seeds of one command. */
const seedsMax = 1_000_000

/** The seeds of a range: both ends are in it. */
export interface SeedRange {
  readonly from: number
  readonly to: number
}

/** Every `of`-th seed beginning with place `index`. */
export interface Shard {
  readonly index: number
  readonly of: number
}

/** A whole number, 0 or more. */
export function wholeNumber(text: string): number {
  const number = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number)) throw new InvalidArgumentError('write a whole number')
  return number
}

/** A whole number, 1 or more. */
export function count(text: string): number {
  const number = wholeNumber(text)
  if (number === 0) throw new InvalidArgumentError('write a whole number above 0')
  return number
}

/** A number above 0. */
export function positive(text: string): number {
  const number = Number(text)
  if (!Number.isFinite(number) || number <= 0) throw new InvalidArgumentError('write a number above 0')
  return number
}

/** Seeds as `1..20`. */
export function seedRange(text: string): SeedRange {
  const [, first, last] = /^(\d+)\.\.(\d+)$/.exec(text) ?? []
  const from = Number(first)
  const to = Number(last)
  if (first === undefined || to < from || to - from >= seedsMax || !Number.isSafeInteger(to)) {
    throw new InvalidArgumentError(`write the first and the last seed as 1..20, at most ${seedsMax}`)
  }
  return { from, to }
}

/** A part as `0/4`. */
export function shardPart(text: string): Shard {
  const [, first, count] = /^(\d+)\/(\d+)$/.exec(text) ?? []
  const index = Number(first)
  const of = Number(count)
  if (first !== undefined && index < of && Number.isSafeInteger(of)) return { index, of }
  throw new InvalidArgumentError('write the place of the part, from 0, and how many there are: 0/4, 1/4, 2/4 or 3/4')
}
