import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chunkBytesMax } from '#core/chunk-geometry.ts'
import { makeChunk, predictStretch } from '#core/delta/make-chunk.ts'
import { PatchCursor } from '#core/delta/patch-cursor.ts'
import { planReads, sourceIn } from '#core/delta/plan-reads.ts'
import { ruleSets } from '#core/delta/predict/predict-references.ts'
import { ReferenceMap } from '#core/delta/predict/reference-map.ts'
import { chunkCoversMax, coversMax, coversOf, piecesOf } from '#core/format/covers.ts'
import { decodePrograms, encodePrograms, loadsMax, type Program } from '#core/format/programs.ts'
import { crowded, large } from '#test/core/delta/crowded.ts'
import { noise } from '#test/core/delta/sample-images.ts'

/** The longest that a chunk may take to make, in ms, on a machine with other things to do. */
const chunkMsMax = 1000

const none = new Uint8Array()

/** The ms that something takes, at best of two: another process may have the processor. */
function msOf(work: () => void): number {
  const once = (): number => {
    const began = performance.now()
    work()
    return performance.now() - began
  }
  return Math.min(once(), once())
}

test('a chunk whose every other byte has a difference is made in bounded time', () => {
  const patch = {
    rules: none,
    lengths: new Uint8Array(chunkBytesMax).fill(1),
    differences: noise(chunkBytesMax),
    fresh: none,
  }

  const ms = msOf(() => new PatchCursor(patch).addDifferences(new Uint8Array(chunkBytesMax)))

  assert.ok(ms < chunkMsMax, `${ms} ms`)
})

test('a chunk with as many covers as it may have, all from elsewhere, is made in bounded time', () => {
  const covers = coversOf(crowded(coversMax))
  const map = new ReferenceMap(covers, [])
  const range = { offset: 10 * chunkBytesMax, bytes: chunkBytesMax }
  const patch = { rules: none, lengths: none, differences: noise(chunkBytesMax), fresh: new Uint8Array(chunkCoversMax) }

  const ms = msOf(() => {
    const pieces = [...piecesOf(covers, range)]
    const reads = planReads(pieces)
    const sources = new Uint8Array(reads.bytes)
    const sourceOf = (piece: number): Uint8Array => sourceIn(sources, reads, pieces, piece)
    makeChunk(new PatchCursor(patch), { range, pieces, sourceOf, map })
    assert.ok(reads.extents.length <= chunkCoversMax && reads.bytes <= 2 * chunkBytesMax)
  })

  assert.ok(ms < chunkMsMax, `${ms} ms`)
})

test('a chunk in which everything may be a reference, found in the last of as many loads as there may be, is made in bounded time', () => {
  const covers = coversOf(crowded(coversMax))
  const map = new ReferenceMap(covers, [crowdedProgram()])
  const stretch = { old: new Uint8Array(chunkBytesMax).fill(0xe8), source: 0, offset: 0 }
  const into = new Uint8Array(chunkBytesMax)
  predictStretch(into, { ...stretch, old: stretch.old.subarray(0, 100) }, { rules: ruleSets - 1, map })

  const ms = msOf(() => predictStretch(into, stretch, { rules: ruleSets - 1, map }))

  assert.ok(ms < chunkMsMax, `${ms} ms`)
})

test('what references lead to is learned from as many covers as there may be in bounded time', () => {
  const covers = coversOf(crowded(coversMax))
  const few = { old: new Uint8Array(100).fill(0xe8), source: 0, offset: 0 }

  const ms = msOf(() => {
    const map = new ReferenceMap(covers, [crowdedProgram()])
    predictStretch(new Uint8Array(100), few, { rules: ruleSets - 1, map })
  })

  assert.ok(ms < 3 * chunkMsMax, `${ms} ms`)
})

/** A program as large as the image; only the last of its loads is, all others are a byte somewhere else. */
function crowdedProgram(): Program {
  const whole = { offset: 0, bytes: large }
  const loads = Array.from({ length: loadsMax }, (_, number) => {
    const isLast = number === loadsMax - 1
    const load = isLast
      ? { ...whole, zeroBytes: 0, address: 0n }
      : { offset: large - 1 - number, bytes: 1, zeroBytes: 0, address: 2n ** 63n + BigInt(number) }
    return { base: load, image: load }
  })
  const [read] = decodePrograms(encodePrograms([{ base: whole, image: whole, loads }]), large)
  assert.ok(read)
  return read
}
