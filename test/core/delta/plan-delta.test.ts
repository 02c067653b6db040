import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chunkGeometry } from '#core/chunk-geometry.ts'
import { planDelta, sharingCostMax } from '#core/delta/plan-delta.ts'

const mebibyte = 1024 * 1024

test('a run is 1 MiB of image, whatever the chunk size', () => {
  const runsOf = (imageBytes: number) => planDelta(chunkGeometry(imageBytes)).runs

  assert.deepEqual(runsOf(300_000), [{ firstChunk: 0, chunkCount: 5 }])
  assert.deepEqual(runsOf(2 * mebibyte + 1), [
    { firstChunk: 0, chunkCount: 4 },
    { firstChunk: 4, chunkCount: 4 },
    { firstChunk: 8, chunkCount: 1 },
  ])
  assert.deepEqual(runsOf(16 * mebibyte).length, 16)
})

test('a small image keeps payloads for several devices where that costs little', () => {
  assert.equal(planDelta(chunkGeometry(300_000)).packingGainMin, sharingCostMax)
})

test('a large image has payloads enough, and packs for any gain', () => {
  assert.equal(planDelta(chunkGeometry(5 * mebibyte)).packingGainMin, 0)
})
