import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chunkGeometry } from '#core/chunk-geometry.ts'
import { type Digest, sha256 } from '#core/digest.ts'
import { FormatError } from '#core/errors.ts'
import { coversOf } from '#core/format/covers.ts'
import type { Delta } from '#core/format/delta.ts'
import type { Manifest } from '#core/format/manifest.ts'
import { encodeChunkPage, entriesPerPage, paginate } from '#core/format/page.ts'
import { areUnderRoot, digestsFromDelta, digestsFromPages } from '#core/plan/chunk-digests.ts'

const chunkBytes = 64 * 1024

function digestOf(name: string): Digest {
  return sha256(Buffer.from(name))
}

function digestsOf(count: number, prefix = 'chunk'): readonly Digest[] {
  return Array.from({ length: count }, (_, chunk) => digestOf(`${prefix} ${chunk}`))
}

function pagesOf(digests: readonly Digest[]): readonly Uint8Array[] {
  return paginate(digests).map(encodeChunkPage)
}

/** A manifest of an image with these chunks. */
function manifestOf(digests: readonly Digest[]): Manifest {
  const pages = pagesOf(digests).map(sha256)
  const geometry = chunkGeometry(digests.length * chunkBytes, chunkBytes)
  return { ...geometry, imageDigest: digestOf('image'), chunkPages: pages, payloadPages: pages }
}

function deltaOf(changes: Readonly<Record<number, Digest>>): Delta {
  const ops = Object.entries(changes).map(
    ([chunk, digest]) => ({ type: 'zero', chunk: Number(chunk), digest }) as const,
  )
  const nothing = { payloads: [], covers: coversOf([]), programs: [] }
  return { baseImage: digestOf('base'), image: digestOf('image'), ops, ...nothing }
}

test('the digests of a new image are those of its base and of its changed chunks', () => {
  const base = digestsOf(4)
  const digests = base.with(2, digestOf('new'))

  const made = digestsFromDelta(manifestOf(digests), deltaOf({ 2: digestOf('new') }), base)

  assert.deepEqual(made, digests)
})

test('an image that is longer than its base takes the rest from the delta', () => {
  const digests = digestsOf(3)

  const made = digestsFromDelta(manifestOf(digests), deltaOf({ 2: digests[2] as Digest }), digests.slice(0, 2))

  assert.deepEqual(made, digests)
})

test('an image that is shorter than its base takes no more than it has', () => {
  const digests = digestsOf(2)

  assert.deepEqual(digestsFromDelta(manifestOf(digests), deltaOf({}), digestsOf(5)), digests)
})

test('a delta that says nothing of a chunk that the base lacks is refused', () => {
  const making = () => digestsFromDelta(manifestOf(digestsOf(3)), deltaOf({}), digestsOf(2))

  assert.throws(making, (error) => error instanceof FormatError && /says nothing of chunk 2/.test(error.message))
})

test('a base that is not what the delta was made for is refused', () => {
  const making = () => digestsFromDelta(manifestOf(digestsOf(3)), deltaOf({}), digestsOf(3, 'other'))

  assert.throws(making, (error) => error instanceof FormatError && /signed root/.test(error.message))
})

test('digests are read from pages of more than one', () => {
  const digests = digestsOf(entriesPerPage + 3)

  assert.deepEqual(digestsFromPages(manifestOf(digests), pagesOf(digests)), digests)
})

test('pages that are swapped, missing or too many are refused', () => {
  const digests = digestsOf(2 * entriesPerPage)
  const [first, second] = pagesOf(digests)
  assert.ok(first && second)

  for (const pages of [[second, first], [first], [first, second, second]]) {
    assert.throws(() => digestsFromPages(manifestOf(digests), pages), FormatError)
  }
})

test('one wrong digest is not under the root', () => {
  const digests = digestsOf(5)

  assert.equal(areUnderRoot(manifestOf(digests), digests), true)
  assert.equal(areUnderRoot(manifestOf(digests), digests.with(4, digestOf('other'))), false)
})
