import type { Random } from '#core/random.ts'
import { anyBytes, type Mutator, pick } from '#test/property/fuzz/fuzzed-decoder.ts'

/** What is done to any bytes. */
export const byteMutators: readonly Mutator[] = [flipBit, setByte, truncate, remove, insert, repeat, splice, setLength]

/** Numbers at which readers go wrong. */
const oddBytes = [0x00, 0x01, 0x7f, 0x80, 0xff]

function flipBit(input: Uint8Array, random: Random): Uint8Array {
  const at = random.below(input.byteLength)
  return input.map((byte, index) => (index === at ? byte ^ (1 << random.below(8)) : byte))
}

function setByte(input: Uint8Array, random: Random): Uint8Array {
  const at = random.below(input.byteLength)
  return input.map((byte, index) => (index === at ? pick(random, oddBytes) : byte))
}

function truncate(input: Uint8Array, random: Random): Uint8Array {
  return input.subarray(0, random.below(input.byteLength + 1))
}

function remove(input: Uint8Array, random: Random): Uint8Array {
  const [start, end] = rangeIn(input, random)
  return Buffer.concat([input.subarray(0, start), input.subarray(end)])
}

function insert(input: Uint8Array, random: Random): Uint8Array {
  return insertAt(input, random.below(input.byteLength + 1), anyBytes(random, 1 + random.below(16)))
}

/** Repeats a part, now and then so often that whoever recurses or collects it notices. */
function repeat(input: Uint8Array, random: Random): Uint8Array {
  const [start, end] = rangeIn(input, random)
  const times = pick(random, [1, 1, 2, 16, 1000])
  const part = input.subarray(start, Math.min(end, start + repeatedBytesMax / times))
  return insertAt(input, end, Buffer.concat(Array.from({ length: times }, () => part)))
}

/** The most bytes that one {@link repeat} adds. */
const repeatedBytesMax = 16 * 1024

/** Goes on with the rest of another input. */
function splice(input: Uint8Array, random: Random, others: readonly Uint8Array[]): Uint8Array {
  const other = pick(random, others)
  return Buffer.concat([
    input.subarray(0, random.below(input.byteLength + 1)),
    other.subarray(random.below(other.byteLength + 1)),
  ])
}

/** Writes a 32-bit number, big-endian as in our own formats or little-endian as in zstd, over any four bytes. */
function setLength(input: Uint8Array, random: Random): Uint8Array {
  if (input.byteLength < 4) return input
  const changed = Buffer.from(input)
  const number = pick(random, [0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, input.byteLength, random.below(2 ** 32)])
  const at = random.below(input.byteLength - 3)
  if (random.below(2) === 0) changed.writeUInt32BE(number, at)
  else changed.writeUInt32LE(number, at)
  return changed
}

/** Inserts words of the language that the input is written in. */
export function wordMutator(words: readonly string[]): Mutator {
  return (input, random) => {
    const text = pick(random, words).repeat(pick(random, [1, 1, 1, 2, 200]))
    return insertAt(input, random.below(input.byteLength + 1), Buffer.from(text))
  }
}

function insertAt(input: Uint8Array, at: number, part: Uint8Array): Uint8Array {
  return Buffer.concat([input.subarray(0, at), part, input.subarray(at)])
}

function rangeIn(input: Uint8Array, random: Random): readonly [number, number] {
  const start = random.below(input.byteLength + 1)
  const length = pick(random, [1, 4, 32, input.byteLength])
  return [start, Math.min(input.byteLength, start + random.below(length + 1))]
}
