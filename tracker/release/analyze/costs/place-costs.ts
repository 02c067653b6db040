import type { ByteRange } from '#core/chunk-geometry.ts'
import { runChunksMax } from '#core/codec/codec.ts'
import type { CostMap } from '#tracker/release/analyze/costs/cost-map.ts'

/** Where in the new image the bytes of a delta go. */
export interface PlaceCosts {
  /** What each of 32 equal parts of the image costs, in order, in bytes of payloads. */
  readonly parts: readonly number[]
  /** The costliest runs, the dearest first. */
  readonly runs: readonly RunCost[]
}

/** What one aligned run of chunks costs, in bytes of payloads. */
export interface RunCost extends ByteRange {
  readonly deltaBytes: number
}

/** Into how many parts an image is divided. */
const placesCount = 32

const costliestCount = 5

/** What the parts and the runs of an image of so many bytes cost. */
export function placeCosts(costs: CostMap, imageBytes: number, chunkBytes: number): PlaceCosts {
  const parts = divide(imageBytes, imageBytes / placesCount).map((part) => Math.round(costs.of(part)))
  const runs = divide(imageBytes, runChunksMax * chunkBytes)
    .map((range): RunCost => ({ ...range, deltaBytes: Math.round(costs.of(range)) }))
    .filter(({ deltaBytes }) => deltaBytes > 0)
    .sort((a, b) => b.deltaBytes - a.deltaBytes)
  return { parts, runs: runs.slice(0, costliestCount) }
}

function divide(imageBytes: number, partBytes: number): readonly ByteRange[] {
  const border = (part: number): number => Math.min(imageBytes, Math.round(part * partBytes))
  return Array.from({ length: Math.ceil(imageBytes / partBytes) }, (_, part) => {
    return { offset: border(part), bytes: border(part + 1) - border(part) }
  })
}
