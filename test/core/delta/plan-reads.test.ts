import assert from 'node:assert/strict'
import { test } from 'node:test'
import { array, assert as holds, integer, property, record } from 'fast-check'
import { planReads, sourceIn } from '#core/delta/plan-reads.ts'
import type { Piece } from '#core/format/covers.ts'
import { noise } from '#test/core/delta/sample-images.ts'

const base = noise(5000)

test('every piece finds its bytes in what is read, and at most twice as much is read as is needed', async () => {
  const piece = record({ source: integer({ min: 0, max: 4000 }), bytes: integer({ min: 1, max: 900 }) })

  await holds(
    property(array(piece, { maxLength: 20 }), (parts) => {
      const pieces = parts.map((part): Piece => ({ offset: 0, ...part }))

      const reads = planReads(pieces)

      const buffer = new Uint8Array(reads.bytes)
      for (const { offset, bytes, start } of reads.extents) buffer.set(base.subarray(offset, offset + bytes), start)
      pieces.forEach(({ source = 0, bytes }, place) => {
        assert.deepEqual(sourceIn(buffer, reads, pieces, place), base.subarray(source, source + bytes))
      })
      assert.ok(reads.bytes <= 2 * pieces.reduce((sum, { bytes }) => sum + bytes, 0))
    }),
  )
})

test('neighbours are read together, and what is far apart is not', () => {
  const pieces = [1000, 1200, 3000].map((source): Piece => ({ offset: 0, bytes: 150, source }))

  const { extents } = planReads(pieces)

  assert.deepEqual(extents, [
    { offset: 1000, bytes: 350, start: 0 },
    { offset: 3000, bytes: 150, start: 350 },
  ])
})

test('new bytes need nothing of the base', () => {
  assert.deepEqual(planReads([{ offset: 0, bytes: 10, source: undefined }]).extents, [])
})
