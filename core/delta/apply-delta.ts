import { check } from '#core/check.ts'
import { type ByteRange, type ChunkGeometry, chunkRange } from '#core/chunk-geometry.ts'
import { decodePayload } from '#core/codec/decode-payload.ts'
import type { Patch } from '#core/codec/patch.ts'
import { makeChunk } from '#core/delta/make-chunk.ts'
import { PatchCursor } from '#core/delta/patch-cursor.ts'
import { ReferenceMap } from '#core/delta/predict/reference-map.ts'
import { sha256 } from '#core/digest.ts'
import { requireForm } from '#core/format/bounds.ts'
import { piecesOf } from '#core/format/covers.ts'
import type { ChunkOp, Delta, DeltaPayload } from '#core/format/delta.ts'

/** A chunk as the delta makes it, its digest already compared with the one that the delta gives. */
export interface MadeChunk {
  readonly chunk: number
  readonly bytes: Uint8Array
}

/** An old image and a delta that applies to it, for a new image of `geometry`. */
export interface DeltaOnBase {
  readonly base: Uint8Array
  readonly delta: Delta
  readonly geometry: ChunkGeometry
  readonly map: ReferenceMap
}

/** Puts a delta together with its base, and learns from it where references lead. */
export function deltaOnBase(facts: Omit<DeltaOnBase, 'map'>): DeltaOnBase {
  return { ...facts, map: new ReferenceMap(facts.delta.covers, facts.delta.programs) }
}

/**
 * Makes every chunk that no payload is needed for, in order: `same`, `zero` and `copy`. Throws
 * {@link FormatError} where the base does not reach or a digest differs.
 */
export function* makeFromBase({ base, delta, geometry }: DeltaOnBase): Generator<MadeChunk> {
  const ops = new Map(delta.ops.map((op) => [op.chunk, op]))
  for (let chunk = 0; chunk < geometry.chunkCount; chunk++) {
    const range = chunkRange(geometry, chunk)
    const op = ops.get(chunk)
    switch (op?.type) {
      case undefined:
        yield { chunk, bytes: sliceOf(base, range) }
        break
      case 'zero':
        yield requireDigest(op, new Uint8Array(range.bytes))
        break
      case 'copy':
        yield requireDigest(op, sliceOf(base, { offset: op.source, bytes: range.bytes }))
        break
      case 'payload':
        break
    }
  }
}

/**
 * Makes the chunks of one payload, whose number in the delta and whose bytes are given, in order. Throws
 * {@link FormatError} where the payload or a chunk is not what the delta says.
 */
export function makeFromPayload(
  { base, delta, geometry, map }: DeltaOnBase,
  number: number,
  payload: Uint8Array,
): readonly MadeChunk[] {
  const { digest, isPatch } = payloadOf(delta, number)
  requireForm('payload', sha256(payload) === digest, `is not the one that the delta names ${digest}`)
  const ops = delta.ops.filter((op) => op.type === 'payload' && op.payload === number)
  const ranges = ops.map((op) => chunkRange(geometry, op.chunk))
  const outputBytes = ranges.reduce((sum, { bytes }) => sum + bytes, 0)
  const decoded = decodePayload({ payload, isPatch, chunkCount: ops.length, outputBytes })
  const chunks = decoded.type === 'chunk' ? [decoded.bytes] : makeFromPatch({ base, delta, map }, decoded.patch, ranges)
  return ops.map((op, place) => requireDigest(op, chunks[place] ?? new Uint8Array()))
}

function makeFromPatch(
  { base, delta, map }: Pick<DeltaOnBase, 'base' | 'delta' | 'map'>,
  patch: Patch,
  ranges: readonly ByteRange[],
): readonly Uint8Array[] {
  const cursor = new PatchCursor(patch)
  const chunks = ranges.map((range) => {
    const pieces = [...piecesOf(delta.covers, range)]
    const sourceOf = (piece: number) =>
      sliceOf(base, { offset: pieces[piece]?.source ?? 0, bytes: pieces[piece]?.bytes ?? 0 })
    return makeChunk(cursor, { range, pieces, sourceOf, map })
  })
  cursor.requireEnd()
  return chunks
}

function payloadOf(delta: Delta, number: number): DeltaPayload {
  const payload = delta.payloads[number]
  check(payload !== undefined, 'only payloads that the delta lists are made')
  return payload
}

function requireDigest(op: ChunkOp, bytes: Uint8Array): MadeChunk {
  requireForm('delta', sha256(bytes) === op.digest, `makes other bytes of chunk ${op.chunk} than its digest names`)
  return { chunk: op.chunk, bytes }
}

function sliceOf(base: Uint8Array, range: ByteRange): Uint8Array {
  requireRange(base, range)
  return base.subarray(range.offset, range.offset + range.bytes)
}

function requireRange(base: Uint8Array, { offset, bytes }: ByteRange): void {
  requireForm(
    'delta',
    offset + bytes <= base.byteLength,
    `needs ${bytes} bytes at ${offset} of a base of ${base.byteLength}`,
  )
}
