import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chunkAddress, payloadAddress } from '#core/address.ts'
import { Bitfield } from '#core/bitfield.ts'
import { chunkGeometry } from '#core/chunk-geometry.ts'
import { type Digest, sha256 } from '#core/digest.ts'
import { coversOf } from '#core/format/covers.ts'
import type { Delta } from '#core/format/delta.ts'
import type { Manifest } from '#core/format/manifest.ts'
import { planImage, withFullPayload } from '#core/plan/image-plan.ts'

const chunkBytes = 64 * 1024
const lastBytes = 1_000
const digests = ['same', 'zero', 'copy', 'patch', 'last'].map(digestOf)
const [same, zero, copy, patch, last] = digests as [Digest, Digest, Digest, Digest, Digest]

/** Chunk 0 stands still, the others are made in every other way; one pack makes the last two. */
const delta: Delta = {
  baseImage: digestOf('base'),
  image: digestOf('image'),
  payloads: [{ digest: digestOf('pack'), bytes: 500, isPatch: true }],
  ops: [
    { type: 'zero', chunk: 1, digest: zero },
    { type: 'copy', chunk: 2, digest: copy, source: 12_345 },
    { type: 'payload', chunk: 3, digest: patch, payload: 0 },
    { type: 'payload', chunk: 4, digest: last, payload: 0 },
  ],
  covers: coversOf([]),
  programs: [],
}

const manifest: Manifest = {
  ...chunkGeometry(4 * chunkBytes + lastBytes, chunkBytes),
  imageDigest: digestOf('image'),
  chunkPages: [],
  payloadPages: [],
}

function digestOf(name: string): Digest {
  return sha256(Buffer.from(name))
}

function presentChunks(...chunks: readonly number[]): Bitfield {
  const present = new Bitfield(manifest.chunkCount)
  for (const chunk of chunks) present.set(chunk)
  return present
}

test('what the base can make is made locally and nothing is fetched for it', () => {
  const planned = planImage({ manifest, digests, delta, present: presentChunks(3, 4) })

  assert.deepEqual(planned, [
    { chunk: 0, digest: same, bytes: chunkBytes, local: { type: 'copy', source: 0 }, ways: [] },
    { chunk: 1, digest: zero, bytes: chunkBytes, local: { type: 'zero' }, ways: [] },
    { chunk: 2, digest: copy, bytes: chunkBytes, local: { type: 'copy', source: 12_345 }, ways: [] },
  ])
})

test('a patched chunk comes by its payload or finished from a neighbour', () => {
  const planned = planImage({ manifest, digests, delta, present: presentChunks(0, 1, 2) })

  const pack = { address: payloadAddress(digestOf('pack')), bytes: 500 }
  assert.deepEqual(
    planned.map(({ chunk, ways }) => ({ chunk, ways })),
    [
      { chunk: 3, ways: [pack, { address: chunkAddress(patch), bytes: chunkBytes }] },
      { chunk: 4, ways: [pack, { address: chunkAddress(last), bytes: lastBytes }] },
    ],
  )
})

test('without a delta nothing is local, and a chunk comes from a neighbour until its full payload is known', () => {
  const planned = planImage({ manifest, digests, delta: undefined, present: presentChunks(1, 2, 3, 4) })

  const ways = [{ address: chunkAddress(same), bytes: chunkBytes }]
  assert.deepEqual(planned, [{ chunk: 0, digest: same, bytes: chunkBytes, local: undefined, ways }])
})

test('chunks that are present are not planned', () => {
  assert.deepEqual(planImage({ manifest, digests, delta, present: presentChunks(0, 1, 2, 3, 4) }), [])
})

test('a full payload takes the place of what was local', () => {
  const [planned] = planImage({ manifest, digests, delta, present: presentChunks(1, 2, 3, 4) })
  assert.ok(planned)
  const full = { digest: digestOf('full'), bytes: 40_000 }

  const { local, ways } = withFullPayload(planned, full)

  assert.equal(local, undefined)
  assert.deepEqual(ways, [
    { address: payloadAddress(full.digest), bytes: 40_000 },
    { address: chunkAddress(same), bytes: chunkBytes },
  ])
})
