import { chunkGeometry } from '#core/chunk-geometry.ts'
import { compress } from '#core/codec/compress.ts'
import { decodeFull, decodePayload } from '#core/codec/decode-payload.ts'
import { encodeStored, encodeZstd } from '#core/codec/encode-payload.ts'
import { deltaOnBase, makeFromPayload } from '#core/delta/apply-delta.ts'
import { sha256 } from '#core/digest.ts'
import { Random } from '#core/random.ts'
import { makeDelta } from '#test/core/delta/make-delta.ts'
import { anyBytes, type FuzzedDecoder, many, pick } from '#test/property/fuzz/fuzzed-decoder.ts'

/** What the fuzzed payloads decode to, in bytes. */
const outputBytes = 3000

export const storedDecoder: FuzzedDecoder<Uint8Array> = {
  name: 'payload, stored',
  samples: (random) => many(4, () => encodeStored(anyChunk(random))),
  decode: decodeChunk,
  encode: encodeStored,
  mutators: [],
}

export const zstdDecoder: FuzzedDecoder<Uint8Array> = {
  name: 'payload, zstd',
  samples: (random) => many(12, () => encodeZstd(anyChunk(random), pick(random, [1, 3, 19]))),
  decode: decodeChunk,
  encode: (chunk) => encodeZstd(chunk, 1),
  mutators: [],
}

export const brotliDecoder: FuzzedDecoder<Uint8Array> = {
  name: 'payload, brotli',
  samples: (random) =>
    many(12, () => compress(anyChunk(random), { zstdLevel: 1, brotliQuality: pick(random, [1, 5, 11]) })),
  decode: decodeChunk,
  encode: (chunk) => compress(chunk, { zstdLevel: 1, brotliQuality: 1 }),
  mutators: [],
}

/** The base of the fuzzed patches, the image that they make, and the delta between the two. */
const base = anyBytes(new Random(1, 'base'), 5000)
const image = Uint8Array.from([...base.subarray(700, 3000), ...base.subarray(0, 700)], (byte, at) =>
  at % 40 === 0 ? byte ^ 1 : byte,
)
const made = makeDelta(base, image)
const geometry = chunkGeometry(image.byteLength)
const patches = made.delta.payloads.flatMap(({ digest }) => made.payloads.get(digest) ?? [])

/** Not the payload's digest stands between a device and the bytes of a stranger here: each is given the one that it has. */
export const patchDecoder: FuzzedDecoder<Uint8Array> = {
  name: 'payload, patch',
  samples: () => patches,
  decode: (payload) => {
    const payloads = made.delta.payloads.map((listed) => ({ ...listed, digest: sha256(payload) }))
    const onBase = deltaOnBase({ base, delta: { ...made.delta, payloads }, geometry })
    return Buffer.concat(makeFromPayload(onBase, 0, payload).map(({ bytes }) => bytes))
  },
  mutators: [],
}

/** The sections of a patch on their own, of which no digest is asked. */
export const patchSectionsDecoder: FuzzedDecoder = {
  name: 'payload, sections of a patch',
  samples: () => patches,
  decode: (payload) => decodePayload({ payload, isPatch: true, chunkCount: 1, outputBytes: image.byteLength }),
  mutators: [],
}

function decodeChunk(payload: Uint8Array): Uint8Array {
  // As an array of its own: a codec gives a Buffer, which is not equal to the same bytes as an array.
  return new Uint8Array(decodeFull(payload, outputBytes))
}

/** Text that repeats, and noise. */
function anyChunk(random: Random): Uint8Array {
  const chunk = Buffer.alloc(outputBytes)
  for (let at = 0; at < outputBytes; ) {
    const part = pick(random, [
      () => Buffer.from('mycel '.repeat(1 + random.below(50))),
      () => anyBytes(random, random.below(100)),
    ])()
    at += part.byteLength
    chunk.set(part.subarray(0, outputBytes - at + part.byteLength), at - part.byteLength)
  }
  return chunk
}
