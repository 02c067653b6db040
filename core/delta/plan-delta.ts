import type { ChunkGeometry } from '#core/chunk-geometry.ts'
import { runChunksMax } from '#core/codec/codec.ts'

/** How the work on one delta is cut: every run can be encoded apart, in any order, with the same outcome. */
export interface DeltaPlan {
  /** All chunks of the new image, in order. */
  readonly runs: readonly Run[]
  /** The payloads that each run is to have where that costs little, so that the members of a crew have one each. */
  readonly payloadsWanted: number
}

/** Neighbouring chunks of the new image: an aligned run of {@link runChunksMax}, fewer at its end. */
export interface Run {
  readonly firstChunk: number
  readonly chunkCount: number
}

/** Fewer payloads than this leave the members of a crew without a share each. */
const crewPayloads = 4

/** Cuts the work on a delta into runs. An image of many runs has enough payloads for a crew, whatever they are. */
export function planDelta({ chunkCount }: ChunkGeometry): DeltaPlan {
  const runs = Array.from({ length: Math.ceil(chunkCount / runChunksMax) }, (_, run): Run => {
    const firstChunk = run * runChunksMax
    return { firstChunk, chunkCount: Math.min(runChunksMax, chunkCount - firstChunk) }
  })
  return { runs, payloadsWanted: Math.ceil(crewPayloads / runs.length) }
}
