import { type ByteRange, type ChunkGeometry, chunkGeometry } from '#core/chunk-geometry.ts'
import { outputBytesMax } from '#core/codec/codec.ts'
import { type Digest, digestFromBytes } from '#core/digest.ts'
import { type Cover, type Covers, coversOf } from '#core/format/covers.ts'
import { type Delta, type DeltaPayload, decodeDelta, deltaForm, encodeDelta } from '#core/format/delta.ts'
import {
  decodeChunkPage,
  decodePayloadPage,
  encodeChunkPage,
  encodePayloadPage,
  type FullPayload,
} from '#core/format/page.ts'
import type { Load, Program } from '#core/format/programs.ts'
import { decodeRelease, encodeRelease, type Release, releaseForm } from '#core/format/release.ts'
import type { Random } from '#core/random.ts'
import { anyBytes, type FuzzedDecoder, many, pick } from '#test/property/fuzz/fuzzed-decoder.ts'
import { wireMutators, withNewerMajor, withUnknownField } from '#test/property/fuzz/mutate/mutate-wire.ts'

/** A random digest. */
export function anyDigest(random: Random): Digest {
  return digestFromBytes(anyBytes(random, 32))
}

export const releaseDecoder: FuzzedDecoder<Release> = {
  name: 'release',
  samples: (random) => many(20, () => encodeRelease(anyRelease(random))),
  decode: decodeRelease,
  encode: encodeRelease,
  mutators: wireMutators(releaseForm),
  withUnknown: (sample, random) => withUnknownField(sample, releaseForm, random),
  newer: (sample) => withNewerMajor(sample, releaseForm),
}

function anyRelease(random: Random): Release {
  return {
    product: pick(random, ['hub', 'a', 'x'.repeat(63)]),
    version: pick(random, ['1.0.0', '2.0.0-rc.1', '10.20.30']),
    securityEpoch: pick(random, [0, 1, Number.MAX_SAFE_INTEGER]),
    components: many(1 + random.below(4), (index) => {
      const geometry = chunkGeometry(1 + random.below(pick(random, [1000, 10_000_000, 64 * 2 ** 30])))
      const pages = () => many(Math.ceil(geometry.chunkCount / 1024), () => anyDigest(random))
      const digests = { imageDigest: anyDigest(random), chunkPages: pages(), payloadPages: pages() }
      return { name: `part-${index}`, handler: 'slot', manifest: { ...geometry, ...digests } }
    }),
  }
}

/** The image that the fuzzed deltas make: a last chunk of 1000 bytes after forty of 64 KiB. */
const geometry: ChunkGeometry = chunkGeometry(40 * 65_536 + 1000, 65_536)

export const deltaDecoder: FuzzedDecoder<Delta> = {
  name: 'delta',
  samples: (random) => many(20, () => encodeDelta(anyDelta(random))),
  decode: (bytes) => requireRunsInBounds(decodeDelta(bytes, geometry)),
  encode: encodeDelta,
  mutators: wireMutators(deltaForm),
  withUnknown: (sample, random) => withUnknownField(sample, deltaForm, random),
  newer: (sample) => withNewerMajor(sample, deltaForm),
}

function anyDelta(random: Random): Delta {
  const payloads: DeltaPayload[] = []
  const ops: Delta['ops'][number][] = []
  for (let chunk = random.below(3); chunk < geometry.chunkCount; chunk += 1 + random.below(5)) {
    const digest = anyDigest(random)
    const kind = random.below(4)
    if (kind === 0) ops.push({ type: 'zero', chunk, digest })
    else if (kind === 1) ops.push({ type: 'copy', chunk, digest, source: random.below(10_000_000) })
    else {
      const sharesRun = ops.at(-1)?.type === 'payload' && chunk % 16 > 4
      if (!sharesRun || payloads.length === 0) payloads.push(anyPayload(random))
      ops.push({ type: 'payload', chunk, digest, payload: payloads.length - 1 })
    }
  }
  const programs = anyPrograms(random)
  return { baseImage: anyDigest(random), image: anyDigest(random), payloads, ops, covers: anyCovers(random), programs }
}

function anyPayload(random: Random): DeltaPayload {
  return { digest: anyDigest(random), bytes: 1 + random.below(4 * 2 ** 20), isPatch: true }
}

function anyCovers(random: Random): Covers {
  const covers: Cover[] = []
  for (let offset = random.below(100_000); offset < geometry.imageBytes - 1000; ) {
    const bytes = 1 + random.below(Math.min(200_000, geometry.imageBytes - offset))
    covers.push({ offset, bytes, source: random.below(2 ** 32) })
    offset += bytes + random.below(100_000)
  }
  return coversOf(covers)
}

function anyPrograms(random: Random): readonly Program[] {
  const programs: Program[] = []
  for (let offset = random.below(100_000); offset < geometry.imageBytes - 100_000; offset += random.below(500_000)) {
    const image = { offset, bytes: 1 + random.below(100_000) }
    const base = { offset: random.below(2 ** 32), bytes: 1 + random.below(100_000) }
    const loads = many(random.below(3), () => ({ base: anyLoad(random, base), image: anyLoad(random, image) }))
    programs.push({ base, image, loads })
    offset += image.bytes
  }
  return programs
}

function anyLoad(random: Random, program: ByteRange): Load {
  const offset = random.below(program.bytes)
  const address = (BigInt(random.below(2 ** 32)) << 32n) | BigInt(random.below(2 ** 32))
  return { offset, bytes: random.below(program.bytes - offset + 1), zeroBytes: random.below(2 ** 20), address }
}

/** Whoever decodes a payload of a delta relies on this: beyond it, `decodePayload` ends the process. */
function requireRunsInBounds(delta: Delta): Delta {
  delta.payloads.forEach((_, payload) => {
    const made = delta.ops.filter((op) => op.type === 'payload' && op.payload === payload).length
    if (made < 1 || made * geometry.chunkBytes > outputBytesMax)
      throw new Error(`payload ${payload} makes ${made} chunks`)
  })
  return delta
}

/** The entries of the fuzzed pages. */
const entries = 7

export const chunkPageDecoder: FuzzedDecoder<readonly Digest[]> = {
  name: 'chunk page',
  samples: (random) => many(5, () => encodeChunkPage(many(entries, () => anyDigest(random)))),
  decode: (bytes) => decodeChunkPage(bytes, entries),
  encode: encodeChunkPage,
  mutators: [],
}

export const payloadPageDecoder: FuzzedDecoder<readonly FullPayload[]> = {
  name: 'payload page',
  samples: (random) =>
    many(5, () =>
      encodePayloadPage(many(entries, () => ({ digest: anyDigest(random), bytes: 1 + random.below(4 * 2 ** 20) }))),
    ),
  decode: (bytes) => decodePayloadPage(bytes, entries),
  encode: encodePayloadPage,
  mutators: [],
}
