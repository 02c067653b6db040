import { isDeepStrictEqual } from 'node:util'
import { getHeapStatistics } from 'node:v8'
import { FormatError, UserError } from '#core/errors.ts'
import { CertificateRefused } from '#core/identity/certificate.ts'
import { MetadataRefused } from '#core/metadata/metadata-refused.ts'
import type { FuzzedDecoder } from '#test/property/fuzz/fuzzed-decoder.ts'

/** What a decoder did with an input: everything here is as it should be. */
export interface Verdict {
  /** Undefined where the input was refused. */
  readonly value: unknown
  /** Why it was refused. */
  readonly refusal: Error | undefined
  readonly ms: number
}

/** A decoder broke its promise. */
export class Violation extends Error {
  override readonly name = 'Violation'
  readonly input: Uint8Array

  constructor(decoder: FuzzedDecoder, input: Uint8Array, problem: string, options?: ErrorOptions) {
    super(`${decoder.name}: ${problem}`, options)
    this.input = input
  }
}

/** The longest that a decoder may take for one input, in ms, on a machine with other things to do. */
const decodeMsMax = 1000

/** The most memory that a decoder may take for one input, garbage included, in bytes. */
const grownBytesMax = 64 * 1024 * 1024

/** The longest message, in characters, where a decoder states no other: one that repeats its input would fill a log. */
const messageLengthMaxDefault = 1000

/**
 * Decodes an input, and judges how. Rejects with a {@link Violation} where the decoder throws anything but an error that
 * its callers expect, takes too long or too much memory, or gives a value that its encoder does not give back.
 */
export async function judge(decoder: FuzzedDecoder, input: Uint8Array): Promise<Verdict> {
  const verdict = await measure(decoder, input)
  if (decoder.encode && verdict.value !== undefined) {
    await requireRoundTrip(decoder, decoder.encode.bind(decoder), { input, value: verdict.value })
  }
  return verdict
}

async function measure(decoder: FuzzedDecoder, input: Uint8Array): Promise<Verdict> {
  const first = await attempt(decoder, input)
  if (first.ms <= decodeMsMax && first.grownBytes <= grownBytesMax) return first
  // Another process may have had the processor, and the memory may be that of something else: once more.
  const second = await attempt(decoder, input)
  if (second.ms > decodeMsMax) throw new Violation(decoder, input, `takes ${second.ms.toFixed(0)} ms`)
  if (second.grownBytes > grownBytesMax)
    throw new Violation(decoder, input, `takes ${second.grownBytes} bytes of memory`)
  return second
}

async function attempt(decoder: FuzzedDecoder, bytes: Uint8Array): Promise<Verdict & { readonly grownBytes: number }> {
  // A Buffer would make parts of values Buffers, which are not equal to the same bytes as an array.
  const input = new Uint8Array(bytes)
  const before = usedBytes()
  const start = performance.now()
  let value: unknown
  let refusal: Error | undefined
  try {
    value = await decoder.decode(input)
  } catch (error) {
    if (!isRefusal(error)) throw new Violation(decoder, input, `throws ${String(error)}`, { cause: error })
    if (error.message.length > (decoder.messageLengthMax ?? messageLengthMaxDefault)) {
      throw new Violation(decoder, input, `has a message of ${error.message.length} characters`)
    }
    refusal = error
  }
  return { value, refusal, ms: performance.now() - start, grownBytes: usedBytes() - before }
}

function isRefusal(error: unknown): error is Error {
  return refusals.some((kind) => error instanceof kind)
}

/** What the callers of decoders catch. */
const refusals = [FormatError, UserError, MetadataRefused, CertificateRefused]

function usedBytes(): number {
  const { used_heap_size: heapBytes, external_memory: externalBytes } = getHeapStatistics()
  return heapBytes + externalBytes
}

async function requireRoundTrip(
  decoder: FuzzedDecoder,
  encode: (value: unknown) => Uint8Array,
  { input, value }: { readonly input: Uint8Array; readonly value: unknown },
): Promise<void> {
  let again: unknown
  try {
    again = await decoder.decode(new Uint8Array(encode(value)))
  } catch (error) {
    throw new Violation(decoder, input, `does not read what it wrote: ${String(error)}`, { cause: error })
  }
  if (!isDeepStrictEqual(again, value)) throw new Violation(decoder, input, 'reads another value than it wrote')
}
