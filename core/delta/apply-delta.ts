import { check } from '#core/check.ts'
import { type ByteRange, type ChunkGeometry, chunkRange } from '#core/chunk-geometry.ts'
import { decodePayload } from '#core/codec/decode-payload.ts'
import { readSources } from '#core/delta/sources.ts'
import { sha256 } from '#core/digest.ts'
import { requireForm } from '#core/format/bounds.ts'
import type { ChunkOp, Delta, DeltaPayload, Extent } from '#core/format/delta.ts'

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
  { base, delta, geometry }: DeltaOnBase,
  number: number,
  payload: Uint8Array,
): readonly MadeChunk[] {
  const expected = payloadOf(delta, number)
  requireForm('payload', sha256(payload) === expected.digest, `is not the one that the delta names ${expected.digest}`)
  const ops = delta.ops.filter((op) => op.type === 'payload' && op.payload === number)
  const outputBytes = ops.reduce((sum, op) => sum + chunkRange(geometry, op.chunk).bytes, 0)
  requireSourcesIn(base, expected.sources)
  const output = decodePayload({ payload, sources: readSources(base, expected.sources), outputBytes })
  let offset = 0
  return ops.map((op) => {
    const { bytes } = chunkRange(geometry, op.chunk)
    const made = requireDigest(op, output.subarray(offset, offset + bytes))
    offset += bytes
    return made
  })
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

function requireSourcesIn(base: Uint8Array, sources: readonly Extent[]): void {
  for (const { offset, bytes } of sources) requireRange(base, { offset, bytes })
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
