import { type ChunkGeometry, chunkBytesMax } from '#core/chunk-geometry.ts'

/** How the work on one delta is cut: every run can be encoded apart, in any order, with the same outcome. */
export interface DeltaPlan {
  /** All chunks of the new image, in order. */
  readonly runs: readonly Run[]
  /** The share of its bytes that packing chunks together must save, 0 to 1. */
  readonly packingGainMin: number
}

/** Neighbouring chunks of the new image: an aligned power of two of them, fewer at its end. */
export interface Run {
  readonly firstChunk: number
  readonly chunkCount: number
}

/** Fewer payloads than this leave the members of a crew without a share each. */
const payloadsWanted = 4

/** What a payload for every crew member may cost, as a share of the bytes. */
export const sharingCostMax = 0.03

/** Chunks whose patches may travel in one payload: those of 1 MiB of image. */
export function chunksPerRun(geometry: ChunkGeometry): number {
  return chunkBytesMax / geometry.chunkBytes
}

/**
 * Cuts the work on a delta into runs of 1 MiB. An image of many runs has enough payloads for a crew
 * anyway, so chunks are packed for any gain; in a small image only a gain of
 * {@link sharingCostMax} is worth the loss of payloads.
 */
export function planDelta(geometry: ChunkGeometry): DeltaPlan {
  const runChunks = chunksPerRun(geometry)
  const runs = Array.from({ length: Math.ceil(geometry.chunkCount / runChunks) }, (_, run): Run => {
    const firstChunk = run * runChunks
    return { firstChunk, chunkCount: Math.min(runChunks, geometry.chunkCount - firstChunk) }
  })
  return { runs, packingGainMin: runs.length >= payloadsWanted ? 0 : sharingCostMax }
}
