import type { BlockDevice } from '#core/block-device.ts'
import { check } from '#core/check.ts'
import type { ByteRange } from '#core/chunk-geometry.ts'
import type { Patch } from '#core/codec/patch.ts'
import { makeChunk } from '#core/delta/make-chunk.ts'
import { PatchCursor } from '#core/delta/patch-cursor.ts'
import { planReads, type SourceReads, sourceIn } from '#core/delta/plan-reads.ts'
import type { ReferenceMap } from '#core/delta/predict/reference-map.ts'
import { FormatError } from '#core/errors.ts'
import { type Covers, piecesOf } from '#core/format/covers.ts'
import type { PatchBuffers } from './patch-buffers.ts'

/** A decoded patch, and what is known of the chunks that it makes. */
export interface PatchOnBase {
  readonly patch: Patch
  /** Where its chunks stand in the new image, in order. */
  readonly ranges: readonly ByteRange[]
  readonly base: BlockDevice
  readonly covers: Covers
  readonly map: ReferenceMap
  /** For chunks as long as the longest of them. */
  readonly buffers: PatchBuffers
}

/**
 * The chunks of a patch, one at a time: each is made when it is asked for, and is valid until the one after the next is
 * asked for. Throws {@link FormatError} where patch or base do not give them.
 */
export async function* makeFromPatch(facts: PatchOnBase): AsyncGenerator<Uint8Array> {
  const { patch, ranges, base, covers, map, buffers } = facts
  const { sources } = buffers
  const cursor = new PatchCursor(patch)
  for (const range of ranges) {
    const pieces = [...piecesOf(covers, range)]
    const reads = planReads(pieces)
    check(reads.bytes <= sources.byteLength, 'what a chunk needs of the base is planned to fit')
    await readExtents(base, reads, sources)
    const sourceOf = (piece: number) => sourceIn(sources, reads, pieces, piece)
    yield makeChunk(cursor, { range, pieces, sourceOf, map }, buffers.nextChunk(range.bytes))
  }
  cursor.requireEnd()
}

/** The most reads of a base that are under way at once: enough to keep flash busy, and few enough for any queue. */
const readsMax = 16

/** A chunk of a worn image may need a thousand short reads: one after the other, they would take longer than all else. */
async function readExtents(base: BlockDevice, { extents }: SourceReads, into: Uint8Array): Promise<void> {
  for (let first = 0; first < extents.length; first += readsMax) {
    const batch = extents.slice(first, first + readsMax)
    await Promise.all(
      batch.map(({ offset, bytes, start }) => readBase(base, into.subarray(start, start + bytes), offset)),
    )
  }
}

/**
 * Reads bytes of the base that a delta names. Throws {@link FormatError} where they pass its end, and where the medium
 * does not give them: a base that is worn out in places is no worse than a wrong one.
 */
export async function readBase(base: BlockDevice, into: Uint8Array, offset: number): Promise<void> {
  if (offset + into.byteLength > base.bytes) {
    throw new FormatError('delta', `names ${into.byteLength} bytes at ${offset} of a base of ${base.bytes} bytes`)
  }
  await base.read(into, offset).catch((cause: unknown) => {
    throw new FormatError('base', `cannot be read at ${offset}`, { cause })
  })
}
