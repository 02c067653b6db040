import { check } from '#core/check.ts'
import { type ByteRange, type ChunkGeometry, chunkRange } from '#core/chunk-geometry.ts'
import { findCopy } from '#core/delta/find-copy.ts'
import { findMatches, type ImagePair } from '#core/delta/find-matches.ts'
import {
  type ChangedChunk,
  type ChunkFacts,
  type EncodedPayload,
  type PackInput,
  packChunks,
} from '#core/delta/pack-chunks.ts'
import { chunksPerRun, type Run } from '#core/delta/plan-delta.ts'
import type { ChunkOp } from '#core/format/delta.ts'

/** What encoding one run takes. */
export interface RunInput extends ImagePair, PackInput {
  readonly baseGeometry: ChunkGeometry
  readonly geometry: ChunkGeometry
  readonly run: Run
  /** The chunks of the run, in order. */
  readonly chunks: readonly ChunkFacts[]
}

/** How the chunks of one run are made. Ops name payloads by their place in this run's own list. */
export interface EncodedRun {
  readonly ops: readonly ChunkOp[]
  readonly payloads: readonly EncodedPayload[]
}

/** The zstd level of patches where nothing else is asked for: the inputs are small and every device pays for the bytes. */
export const patchLevel = 19

/**
 * Finds the cheapest way to make each chunk of a run: not listed where the base has it at its place, `zero`,
 * `copy`, or the smaller of a patch and the full payload; then packs neighbours whose patches are
 * smaller together. Pure: the same bytes on every machine with the same zstd.
 */
export function encodeRun(input: RunInput): EncodedRun {
  const ops: ChunkOp[] = []
  const changed = new Map<number, ChangedChunk>()
  input.chunks.forEach((facts, place) => {
    const chunk = input.run.firstChunk + place
    const range = chunkRange(input.geometry, chunk)
    if (isSame(input, chunk, range)) return
    if (isZero(bytesOf(input.image, range))) {
      ops.push({ type: 'zero', chunk, digest: facts.digest })
      return
    }
    const matches = findMatches(input, range)
    const source = findCopy(input, range, matches)
    if (source === undefined) changed.set(chunk, { chunk, facts, range, matches })
    else ops.push({ type: 'copy', chunk, digest: facts.digest, source })
  })
  const window = { firstChunk: input.run.firstChunk, chunkCount: chunksPerRun(input.geometry) }
  const packs = packChunks(input, changed, window)
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

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0)
}

function bytesOf(image: Uint8Array, { offset, bytes }: ByteRange): Uint8Array {
  check(offset + bytes <= image.byteLength, 'a chunk ends in its image')
  return image.subarray(offset, offset + bytes)
}
