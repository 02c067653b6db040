import { check } from '#core/check.ts'
import { type ByteRange, type ChunkGeometry, chunkRange } from '#core/chunk-geometry.ts'
import type { Effort } from '#core/codec/compress.ts'
import { isZero } from '#core/delta/covers/base-index.ts'
import { type ChangedChunk, type ChunkFacts, type EncodedPayload, packChunks } from '#core/delta/pack-chunks.ts'
import type { Run } from '#core/delta/plan-delta.ts'
import { ReferenceMap } from '#core/delta/predict/reference-map.ts'
import { type Covers, piecesOf } from '#core/format/covers.ts'
import type { ChunkOp } from '#core/format/delta.ts'
import type { Program } from '#core/format/programs.ts'

/** What encoding one run takes. */
export interface RunInput {
  readonly base: Uint8Array
  readonly baseGeometry: ChunkGeometry
  readonly image: Uint8Array
  readonly geometry: ChunkGeometry
  /** Those of the whole image. */
  readonly covers: Covers
  readonly programs: readonly Program[]
  readonly run: Run
  /** The chunks of the run, in order. */
  readonly chunks: readonly ChunkFacts[]
  readonly effort: Effort
  /** The payloads that the run is to have, where its patches are so large that they are worth sharing out. */
  readonly payloadsWanted: number
}

/** How the chunks of one run are made. Ops name payloads by their place in this run's own list. */
export interface EncodedRun {
  readonly ops: readonly ChunkOp[]
  readonly payloads: readonly EncodedPayload[]
}

/**
 * Finds the cheapest way to make each chunk of a run: not listed where the base has it at its place, `zero`,
 * `copy`, or the smaller of a patch and the full payload; patches of neighbours travel together. Pure: the same bytes on
 * every machine with the same compressors. `mapOf` gives the map of the whole delta, which runs may share.
 */
export function encodeRun(input: RunInput, mapOf = () => new ReferenceMap(input.covers, input.programs)): EncodedRun {
  const ops: ChunkOp[] = []
  const changed: ChangedChunk[] = []
  input.chunks.forEach((facts, place) => {
    const chunk = input.run.firstChunk + place
    const range = chunkRange(input.geometry, chunk)
    if (isSame(input, chunk, range)) return
    if (isZero(bytesOf(input.image, range))) {
      ops.push({ type: 'zero', chunk, digest: facts.digest })
      return
    }
    const pieces = [...piecesOf(input.covers, range)]
    const source = pieces.length === 1 ? pieces[0]?.source : undefined
    if (source !== undefined && isCopy(input, range, source)) {
      ops.push({ type: 'copy', chunk, digest: facts.digest, source })
    } else {
      changed.push({ chunk, facts, range, pieces })
    }
  })
  const packs = changed.length === 0 ? [] : packChunks({ ...input, map: mapOf() }, changed)
  packs.forEach(({ chunks }, payload) => {
    for (const { chunk, facts } of chunks) ops.push({ type: 'payload', chunk, digest: facts.digest, payload })
  })
  return { ops: ops.sort((a, b) => a.chunk - b.chunk), payloads: packs.map((pack) => pack.payload) }
}

/**
 * Whether a chunk may go unlisted. A device takes the digest of such a chunk from the manifest of the base, so
 * the base must have a chunk with this number and these very bounds.
 */
function isSame({ base, baseGeometry, geometry, image }: RunInput, chunk: number, range: ByteRange): boolean {
  if (baseGeometry.chunkBytes !== geometry.chunkBytes || chunk >= baseGeometry.chunkCount) return false
  if (chunkRange(baseGeometry, chunk).bytes !== range.bytes) return false
  return Buffer.compare(bytesOf(base, range), bytesOf(image, range)) === 0
}

function isCopy({ base, image }: RunInput, range: ByteRange, source: number): boolean {
  return Buffer.compare(bytesOf(base, { offset: source, bytes: range.bytes }), bytesOf(image, range)) === 0
}

function bytesOf(image: Uint8Array, { offset, bytes }: ByteRange): Uint8Array {
  check(offset + bytes <= image.byteLength, 'a chunk ends in its image')
  return image.subarray(offset, offset + bytes)
}
