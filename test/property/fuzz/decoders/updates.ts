import { chunkGeometry, chunkRange } from '#core/chunk-geometry.ts'
import { deltaOnBase, type MadeChunk, makeFromBase, makeFromPayload } from '#core/delta/apply-delta.ts'
import { sha256 } from '#core/digest.ts'
import { requireForm } from '#core/format/bounds.ts'
import { decodeDelta, encodeDelta } from '#core/format/delta.ts'
import type { Manifest } from '#core/format/manifest.ts'
import { encodeChunkPage, paginate } from '#core/format/page.ts'
import { type ChunkDigests, digestsFromDelta } from '#core/plan/chunk-digests.ts'
import { makeDelta } from '#test/core/delta/make-delta.ts'
import { joined, noise, worn } from '#test/core/delta/sample-images.ts'
import { sampleProgram } from '#test/core/delta/sample-program.ts'
import type { FuzzedDecoder } from '#test/property/fuzz/fuzzed-decoder.ts'
import { readUpdate, updateMutators, writeUpdate } from '#test/property/fuzz/mutate/mutate-update.ts'

/** Two images, and the update between them that nobody has damaged. */
interface Pair {
  readonly base: Uint8Array
  readonly image: Uint8Array
}

const chunk = 64 * 1024
const scattered = noise(4 * chunk)

/** Chunks of every kind; a program whose references are predicted; a few bytes. */
const pairs: readonly Pair[] = [
  {
    base: scattered,
    image: joined(
      scattered.subarray(0, chunk),
      new Uint8Array(chunk),
      scattered.subarray(2 * chunk + 77, 3 * chunk + 77),
      worn(scattered.subarray(chunk, 2 * chunk), 200),
      noise(chunk, 99),
      worn(scattered.subarray(500, 3000), 50),
    ),
  },
  {
    base: sampleProgram({ seed: 1, functionCount: 600, gapBytes: 0 }),
    image: sampleProgram({ seed: 1, functionCount: 600, gapBytes: 300 }),
  },
  { base: noise(300), image: joined(noise(200), noise(5, 3)) },
]

const digestsOfBases = pairs.map(({ base }) => chunkDigestsOf(base))
const manifests = pairs.map(({ image }) => manifestOf(image))

/**
 * A delta and its payloads, applied to the base. Not the digest of a payload stands between a device and the bytes of a
 * stranger here: each is given the one that it has. What is made stands under the signed root, or is refused.
 */
export const updateDecoder: FuzzedDecoder<Uint8Array> = {
  name: 'delta and its payloads',
  samples: () => pairs.map(sampleOf),
  decode: (input) => {
    const { images, document, payloads } = readUpdate(input)
    const [pair, manifest, baseDigests] = [pairs[images], manifests[images], digestsOfBases[images]]
    requireForm('update', pair !== undefined && manifest !== undefined && baseDigests !== undefined, 'has other images')
    const listed = decodeDelta(document, manifest)
    const given = listed.payloads.map((payload, number) => ({ ...payload, digest: sha256(bytesOf(payloads, number)) }))
    const onBase = deltaOnBase({ base: pair.base, delta: { ...listed, payloads: given }, geometry: manifest })
    const made = new Uint8Array(manifest.imageBytes)
    const place = ({ chunk: number, bytes }: MadeChunk): void => made.set(bytes, chunkRange(manifest, number).offset)
    for (const each of makeFromBase(onBase)) place(each)
    given.forEach((_, number) => {
      makeFromPayload(onBase, number, bytesOf(payloads, number)).forEach(place)
    })
    digestsFromDelta(manifest, listed, baseDigests)
    if (Buffer.compare(made, pair.image) !== 0) throw new Error('makes another image under the same root')
    return made
  },
  mutators: updateMutators,
}

function sampleOf({ base, image }: Pair, images: number): Uint8Array {
  const { delta, payloads } = makeDelta(base, image)
  const content = delta.payloads.map(({ digest }) => payloads.get(digest) ?? new Uint8Array())
  return writeUpdate({ images, document: encodeDelta(delta), payloads: content })
}

function manifestOf(image: Uint8Array): Manifest {
  const chunkPages = paginate(chunkDigestsOf(image)).map((page) => sha256(encodeChunkPage(page)))
  return { ...chunkGeometry(image.byteLength), imageDigest: sha256(image), chunkPages, payloadPages: chunkPages }
}

function chunkDigestsOf(image: Uint8Array): ChunkDigests {
  const geometry = chunkGeometry(image.byteLength)
  return Array.from({ length: geometry.chunkCount }, (_, number) => {
    const { offset, bytes } = chunkRange(geometry, number)
    return sha256(image.subarray(offset, offset + bytes))
  })
}

function bytesOf(payloads: readonly Uint8Array[], number: number): Uint8Array {
  return payloads[number] ?? new Uint8Array()
}
