import type { Random } from '#core/random.ts'

/**
 * A decoder of bytes that strangers send or that a disk gives back, as the fuzzer sees it. It promises to give a value
 * or to refuse with an error of ours, whatever comes.
 */
export interface FuzzedDecoder<Value = unknown> {
  readonly name: string
  /** Signs, verifies or reads files for every input, so that it gets a share of the runs only. */
  readonly isDear?: boolean
  /** The longest message of a refusal, in characters, where it may be longer than those about protocols. */
  readonly messageLengthMax?: number
  /** Valid inputs, from the real encoders. */
  samples(random: Random): readonly Uint8Array[]
  /** The value that the bytes mean; undefined where they are passed over without an error, as a damaged record is. */
  decode(input: Uint8Array): Value | undefined | Promise<Value | undefined>
  /** Bytes that decode to an equal value again. */
  encode?(value: Value): Uint8Array
  /** Damage that fits the format, beside what is done to any bytes. */
  readonly mutators: readonly Mutator[]
  /** A sample with a field more that nobody knows: it means the same. */
  withUnknown?(sample: Uint8Array, random: Random): Uint8Array
  /** A sample as a newer major version may write it, or undefined where it has no version. */
  newer?(sample: Uint8Array): Uint8Array | undefined
}

/** Makes other bytes of some; `others` are inputs to take parts from. Any outcome will do, also the same bytes. */
export type Mutator = (input: Uint8Array, random: Random, others: readonly Uint8Array[]) => Uint8Array

/** One of `items`, which are not empty. */
export function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[random.below(items.length)] as Item
}

/** `count` random bytes. */
export function anyBytes(random: Random, count: number): Uint8Array {
  return Uint8Array.from({ length: count }, () => random.below(256))
}

/** `count` values. */
export function many<Value>(count: number, make: (index: number) => Value): readonly Value[] {
  return Array.from({ length: count }, (_, index) => make(index))
}
