import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chunkGeometry, chunkRange } from '#core/chunk-geometry.ts'
import { encodeZstd } from '#core/codec/encode-payload.ts'
import { assembleDelta } from '#core/delta/assemble-delta.ts'
import { sha256 } from '#core/digest.ts'
import { encodeDelta } from '#core/format/delta.ts'
import { joined, noise, worn } from '#test/core/delta/sample-images.ts'
import { collect } from '#tracker/release/image/encode-image.ts'
import { coverImage } from '#tracker/release/image/encode-runs.ts'

const chunkBytes = 64 * 1024

/** Cut into chunks so small that it has several runs. */
const base = shared(noise(2_500_000))
const image = shared(joined(noise(70_000, 5), worn(base.subarray(0, 1_200_000), 9_000), base.subarray(1_300_000)))

test('a delta has the same bytes whatever number of threads encodes it', async () => {
  const byOne = await deltaBy(1)

  const byThree = await deltaBy(3)

  assert.ok(byOne.runs.length > 2)
  assert.deepEqual(byThree, byOne)
})

/** The document and the payloads of the delta, as so many threads make them. */
async function deltaBy(threads: number) {
  const [baseGeometry, geometry] = [
    chunkGeometry(base.byteLength, chunkBytes),
    chunkGeometry(image.byteLength, chunkBytes),
  ]
  const chunks = Array.from({ length: geometry.chunkCount }, (_, chunk) => {
    const { offset, bytes } = chunkRange(geometry, chunk)
    const content = image.subarray(offset, offset + bytes)
    const payload = encodeZstd(content, 3)
    return { digest: sha256(content), full: { digest: sha256(payload), bytes: payload.byteLength } }
  })
  const {
    covers,
    programs,
    runs: encodeRuns,
  } = await coverImage({ base, baseGeometry, image, geometry, chunks, threads })
  const runs = await collect(encodeRuns(), () => undefined)
  const facts = { baseImage: sha256(base), image: sha256(image), covers, programs }
  return { document: encodeDelta(assembleDelta({ ...facts, runs })), runs }
}

function shared(bytes: Uint8Array): Uint8Array {
  const image = new Uint8Array(new SharedArrayBuffer(bytes.byteLength))
  image.set(bytes)
  return image
}
