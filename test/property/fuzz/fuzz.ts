import { isDeepStrictEqual } from 'node:util'
import { Random } from '#core/random.ts'
import { anyBytes, type FuzzedDecoder, pick } from '#test/property/fuzz/fuzzed-decoder.ts'
import { judge, type Verdict, Violation } from '#test/property/fuzz/judge.ts'
import { byteMutators } from '#test/property/fuzz/mutate/mutate-bytes.ts'

/** What came of many inputs. */
export interface Tally {
  readonly runs: number
  readonly accepted: number
  readonly refused: number
  readonly slowestMs: number
}

/** How many inputs, and which. Equal seeds give equal inputs. */
export interface FuzzOptions {
  readonly runs: number
  readonly seed: number
}

/** A decoder that is dear gets one input for so many of another's. */
const dearCost = 20

/** Gives a decoder valid, damaged and senseless inputs. Rejects with a {@link Violation} at the first promise it breaks. */
export async function fuzz(decoder: FuzzedDecoder, options: FuzzOptions): Promise<Tally> {
  const runs = decoder.isDear ? Math.ceil(options.runs / dearCost) : options.runs
  const random = new Random(options.seed, decoder.name)
  const samples = decoder.samples(random)
  let accepted = 0
  let slowestMs = 0
  for (let run = 0; run < runs; run++) {
    const { value, ms } = await judgeOne(decoder, samples, random)
    if (value !== undefined) accepted++
    slowestMs = Math.max(slowestMs, ms)
  }
  return { runs, accepted, refused: runs - accepted, slowestMs }
}

function judgeOne(decoder: FuzzedDecoder, samples: readonly Uint8Array[], random: Random): Promise<Verdict> {
  const sample = pick(random, samples)
  const kind = random.below(100)
  if (kind < 5) return judgeValid(decoder, sample)
  if (kind < 10 && decoder.withUnknown) {
    return judgeUnknown(decoder, sample, decoder.withUnknown(sample, random))
  }
  if (kind < 12 && decoder.newer) return judgeNewer(decoder, decoder.newer(sample) ?? sample, sample)
  if (kind < 20) return judge(decoder, anyBytes(random, random.below(pick(random, [8, 64, 1000]))))
  return judge(decoder, mutate(decoder, sample, samples, random))
}

async function judgeValid(decoder: FuzzedDecoder, sample: Uint8Array): Promise<Verdict> {
  const verdict = await judge(decoder, sample)
  if (verdict.value === undefined) {
    throw new Violation(decoder, sample, `refuses a valid input: ${String(verdict.refusal)}`)
  }
  return verdict
}

async function judgeUnknown(decoder: FuzzedDecoder, sample: Uint8Array, input: Uint8Array): Promise<Verdict> {
  const { value: expected } = await judge(decoder, sample)
  const verdict = await judge(decoder, input)
  if (!isDeepStrictEqual(verdict.value, expected)) {
    const outcome = verdict.refusal ? `refuses it: ${verdict.refusal.message}` : 'reads another value'
    throw new Violation(decoder, input, `does not ignore an unknown field, but ${outcome}`)
  }
  return verdict
}

async function judgeNewer(decoder: FuzzedDecoder, input: Uint8Array, sample: Uint8Array): Promise<Verdict> {
  const verdict = await judge(decoder, input)
  if (input !== sample && !verdict.refusal?.message.includes('update mycel')) {
    throw new Violation(decoder, input, `does not ask for an update to read a newer format: ${String(verdict.refusal)}`)
  }
  return verdict
}

/** One mutation often goes deepest, several find what holds only together. */
function mutate(decoder: FuzzedDecoder, sample: Uint8Array, others: readonly Uint8Array[], random: Random): Uint8Array {
  let input = sample
  for (let count = pick(random, [1, 1, 1, 2, 3, 8]); count > 0; count--) {
    const mutators = decoder.mutators.length > 0 && random.below(2) === 0 ? decoder.mutators : byteMutators
    input = pick(random, mutators)(input, random, others).subarray(0, inputBytesMax)
  }
  return input
}

/** The longest input, in bytes: above most bounds of the formats. */
const inputBytesMax = 300 * 1024
