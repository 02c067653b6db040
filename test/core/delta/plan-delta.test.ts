import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chunkGeometry } from '#core/chunk-geometry.ts'
import { planDelta } from '#core/delta/plan-delta.ts'

const mebibyte = 1024 * 1024

test('a run is sixteen chunks, whatever their size', () => {
  const runsOf = (imageBytes: number) => planDelta(chunkGeometry(imageBytes)).runs

  assert.deepEqual(runsOf(300_000), [{ firstChunk: 0, chunkCount: 5 }])
  assert.deepEqual(runsOf(4 * mebibyte + 1), [
    { firstChunk: 0, chunkCount: 16 },
    { firstChunk: 16, chunkCount: 1 },
  ])
  assert.deepEqual(runsOf(64 * mebibyte).length, 4)
})

test('an image of few runs wants several payloads of each, so that a crew can share them', () => {
  assert.equal(planDelta(chunkGeometry(300_000)).payloadsWanted, 4)
  assert.equal(planDelta(chunkGeometry(64 * mebibyte)).payloadsWanted, 1)
})
