import type { ByteRange } from '#core/chunk-geometry.ts'
import { encodePatch } from '#core/codec/encode-payload.ts'
import type { Match } from '#core/delta/find-matches.ts'
import type { Run } from '#core/delta/plan-delta.ts'
import { chooseSources, readSources } from '#core/delta/sources.ts'
import { type Digest, sha256 } from '#core/digest.ts'
import type { DeltaPayload } from '#core/format/delta.ts'
import type { FullPayload } from '#core/format/page.ts'

/** Two images, and what packing chunks of the new one must bring. */
export interface PackInput {
  readonly base: Uint8Array
  readonly image: Uint8Array
  /** The share of its bytes that packing chunks together must save, 0 to 1. */
  readonly packingGainMin: number
  /** The zstd level of patches, 1 to 22. */
  readonly level: number
}

/** What is known of a chunk before any delta. */
export interface ChunkFacts {
  readonly digest: Digest
  readonly full: FullPayload
}

/** A payload of a delta with its bytes, which full payloads do not repeat. */
export interface EncodedPayload extends DeltaPayload {
  readonly content: Uint8Array | undefined
}

/** A chunk that needs bytes that travel, and what of it stands in the base. */
export interface ChangedChunk {
  readonly chunk: number
  readonly facts: ChunkFacts
  readonly range: ByteRange
  readonly matches: readonly Match[]
}

/** Chunks made by one payload. */
export interface Pack {
  readonly chunks: readonly ChangedChunk[]
  readonly payload: EncodedPayload
}

/**
 * The best packs for the changed chunks of `window`, an aligned power of two of chunks: those of its
 * halves, or one for all of them where that saves enough.
 */
export function packChunks(input: PackInput, changed: ReadonlyMap<number, ChangedChunk>, window: Run): readonly Pack[] {
  if (window.chunkCount === 1) {
    const chunk = changed.get(window.firstChunk)
    return chunk === undefined ? [] : [packAlone(input, chunk)]
  }
  const half = window.chunkCount / 2
  const apart = [
    ...packChunks(input, changed, { firstChunk: window.firstChunk, chunkCount: half }),
    ...packChunks(input, changed, { firstChunk: window.firstChunk + half, chunkCount: half }),
  ]
  if (apart.length < 2) return apart
  const chunks = apart.flatMap((pack) => pack.chunks)
  const payload = encodeTogether(input, chunks)
  if (payload === undefined) return apart
  const apartBytes = apart.reduce((sum, pack) => sum + travellingBytes(pack.payload), 0)
  return travellingBytes(payload) < apartBytes * (1 - input.packingGainMin) ? [{ chunks, payload }] : apart
}

function packAlone(input: PackInput, chunk: ChangedChunk): Pack {
  const full: EncodedPayload = { ...chunk.facts.full, sources: [], content: undefined }
  const patch = encodeTogether(input, [chunk])
  const payload = patch !== undefined && travellingBytes(patch) < travellingBytes(full) ? patch : full
  return { chunks: [chunk], payload }
}

function encodeTogether(input: PackInput, chunks: readonly ChangedChunk[]): EncodedPayload | undefined {
  const sources = chooseSources(
    input.base,
    chunks.flatMap((chunk) => chunk.matches),
  )
  if (sources.length === 0) return undefined
  const made = Buffer.concat(chunks.map(({ range }) => input.image.subarray(range.offset, range.offset + range.bytes)))
  const content = encodePatch(made, readSources(input.base, sources), input.level)
  return { digest: sha256(content), bytes: content.byteLength, sources, content }
}

/** What a payload costs: its bytes and about what the delta's index says of it (`core/format/wire.proto`). */
function travellingBytes(payload: DeltaPayload): number {
  return payload.bytes + payloadIndexBytes + payload.sources.length * extentIndexBytes
}

const payloadIndexBytes = 40
const extentIndexBytes = 12
