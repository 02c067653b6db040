import { decodePayload } from '#core/codec/decode-payload.ts'
import { encodePatch, encodeStored, encodeZstd } from '#core/codec/encode-payload.ts'
import { Random } from '#core/random.ts'
import { anyBytes, type FuzzedDecoder, many, pick } from '#test/property/fuzz/fuzzed-decoder.ts'

/** What the fuzzed payloads decode to, in bytes. */
const outputBytes = 3000

/** The base bytes of the fuzzed patches. */
const sources = anyBytes(new Random(1, 'sources'), 5000)
const none = new Uint8Array()

export const storedDecoder: FuzzedDecoder<Uint8Array> = {
  name: 'payload, stored',
  samples: (random) => many(4, () => encodeStored(anyChunks(random))),
  decode: (payload) => decode(payload, none),
  encode: encodeStored,
  mutators: [],
}

export const zstdDecoder: FuzzedDecoder<Uint8Array> = {
  name: 'payload, zstd',
  samples: (random) => many(12, () => encodeZstd(anyChunks(random), pick(random, [1, 3, 19]))),
  decode: (payload) => decode(payload, none),
  encode: (chunks) => encodeZstd(chunks, 1),
  mutators: [],
}

export const patchDecoder: FuzzedDecoder<Uint8Array> = {
  name: 'payload, patch',
  samples: (random) => many(12, () => encodePatch(anyChunks(random), sources, pick(random, [1, 3, 19]))),
  decode: (payload) => decode(payload, sources),
  encode: (chunks) => encodePatch(chunks, sources, 1),
  mutators: [],
}

/** As an array of its own: zstd gives a Buffer, which is not equal to the same bytes as an array. */
function decode(payload: Uint8Array, base: Uint8Array): Uint8Array {
  return new Uint8Array(decodePayload({ payload, sources: base, outputBytes }))
}

/** Parts of the base, text that repeats, and noise. */
function anyChunks(random: Random): Uint8Array {
  const chunks = Buffer.alloc(outputBytes)
  for (let at = 0; at < outputBytes; ) {
    const part = pick(random, [
      () => sources.subarray(random.below(4000), random.below(5000)),
      () => Buffer.from('mycel '.repeat(1 + random.below(50))),
      () => anyBytes(random, random.below(100)),
    ])()
    at += part.byteLength
    chunks.set(part.subarray(0, outputBytes - at + part.byteLength), at - part.byteLength)
  }
  return chunks
}
