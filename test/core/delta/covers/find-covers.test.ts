import assert from 'node:assert/strict'
import { test } from 'node:test'
import { indexBase } from '#core/delta/covers/base-index.ts'
import { findCovers } from '#core/delta/covers/find-covers.ts'
import type { Cover } from '#core/format/covers.ts'
import { joined, noise, worn } from '#test/core/delta/sample-images.ts'

const base = noise(100_000)

test('bytes that moved by any distance are covered by one stretch from there', () => {
  const image = joined(noise(1000, 7), base.subarray(20_011, 30_000))

  const covers = allCovers(base, image)

  assert.deepEqual(covers, [{ offset: 1000, bytes: 9989, source: 20_011 }])
})

test('bytes that change every now and then do not end a cover', () => {
  const image = joined(base.subarray(50_000, 50_100), worn(base.subarray(50_100), 20))

  const covers = allCovers(base, image)

  assert.equal(covers.length, 1)
  assert.ok(coveredBytes(covers) > image.byteLength - 20)
})

test('where two stretches meet, each goes as far as its bytes are equal', () => {
  const image = joined(base.subarray(70_000, 75_000), base.subarray(10_000, 15_000))

  const covers = allCovers(base, image)

  assert.deepEqual(covers, [
    { offset: 0, bytes: 5000, source: 70_000 },
    { offset: 5000, bytes: 5000, source: 10_000 },
  ])
})

test('a large base is indexed more coarsely and still gives what moved by an odd distance', () => {
  const large = noise(6 * 1024 * 1024)
  const image = joined(noise(3, 7), large.subarray(4_000_001, 4_010_000))

  const covers = allCovers(large, image)

  assert.ok(coveredBytes(covers) >= 9999)
  assert.equal(covers[0]?.source, 4_000_001)
})

test('images with nothing in common have no covers', () => {
  assert.deepEqual(allCovers(base, noise(50_000, 11)), [])
})

test('zeros are not looked for in the base, where they say nothing of a place', () => {
  const image = new Uint8Array(10_000)

  assert.deepEqual(allCovers(joined(base, image), image), [])
})

function allCovers(old: Uint8Array, image: Uint8Array): readonly Cover[] {
  return findCovers({ base: old, index: indexBase(old), image }, { offset: 0, bytes: image.byteLength })
}

function coveredBytes(covers: readonly Cover[]): number {
  return covers.reduce((sum, { bytes }) => sum + bytes, 0)
}
