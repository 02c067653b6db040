import assert from 'node:assert/strict'
import { test } from 'node:test'
import { blockBytes, indexBlocks } from '#core/delta/block-index.ts'
import { findMatches, type Match } from '#core/delta/find-matches.ts'
import { joined, noise, worn } from '#test/core/delta/sample-images.ts'

const base = noise(100_000)

test('bytes that moved by any distance are found at their shift', () => {
  const image = joined(noise(1000, 7), base.subarray(20_011, 30_000))

  const matches = allMatches(base, image)

  assert.deepEqual(new Set(matches.map(({ shift }) => shift)), new Set([19_011]))
  assert.ok(matchedBytes(matches) >= 9989 - 2 * blockBytes)
})

test('bytes that change every now and then do not lose the shift of those around them', () => {
  const image = joined(base.subarray(50_000, 50_100), worn(base.subarray(50_100), 20))

  const matches = allMatches(base, image)

  assert.ok(matchedBytes(matches) > image.byteLength * 0.9)
})

test('images with nothing in common have no matches', () => {
  assert.deepEqual(allMatches(base, noise(50_000, 11)), [])
})

test('zeros are not looked for in the base, where they say nothing of a place', () => {
  const image = new Uint8Array(10_000)

  assert.deepEqual(allMatches(joined(base, image), image), [])
})

function allMatches(old: Uint8Array, image: Uint8Array): readonly Match[] {
  return findMatches({ base: old, index: indexBlocks(old), image }, { offset: 0, bytes: image.byteLength })
}

function matchedBytes(matches: readonly Match[]): number {
  return matches.reduce((sum, { bytes }) => sum + bytes, 0)
}
