import { type ChunkGeometry, chunkBytesMax, chunkRange } from '#core/chunk-geometry.ts'
import type { Run } from '#core/delta/plan-delta.ts'
import { type Cover, type Covers, chunkCoversMax, coversMax, coversOf } from '#core/format/covers.ts'
import { isZero } from './base-index.ts'
import { findCovers, type ImagePair } from './find-covers.ts'

/** What finding the covers of one run takes. */
export interface CoverInput extends ImagePair {
  readonly geometry: ChunkGeometry
  readonly run: Run
}

/** The covers of one run, apart from all others. Chunks of zeros need none. */
export function coverRun(input: CoverInput): readonly Cover[] {
  const { image, geometry, run } = input
  const covers: Cover[] = []
  let start: number | undefined
  const endStretch = (end: number): void => {
    if (start !== undefined) covers.push(...findCovers(input, { offset: start, bytes: end - start }))
    start = undefined
  }
  for (let chunk = run.firstChunk; chunk < run.firstChunk + run.chunkCount; chunk++) {
    const { offset, bytes } = chunkRange(geometry, chunk)
    if (isZero(image.subarray(offset, offset + bytes))) endStretch(offset)
    else start ??= offset
  }
  const last = chunkRange(geometry, run.firstChunk + run.chunkCount - 1)
  endStretch(last.offset + last.bytes)
  return covers
}

/**
 * The covers of a whole image, from those of its runs in order: what goes on across a border becomes one. Of more
 * than a chunk or a delta may have, the longest are kept.
 */
export function joinCovers(runs: readonly (readonly Cover[])[]): Covers {
  const joined: Cover[] = []
  for (const cover of runs.flat()) {
    const last = joined.at(-1)
    if (last !== undefined && goesOn(last, cover)) {
      joined[joined.length - 1] = { ...last, bytes: last.bytes + cover.bytes }
    } else {
      joined.push(cover)
    }
  }
  const byMebibyte = Map.groupBy(joined, ({ offset }) => Math.floor(offset / chunkBytesMax))
  const kept = [...byMebibyte.values()].flatMap((covers) => longest(covers, chunkCoversMax))
  return coversOf(longest(kept, coversMax))
}

function goesOn(last: Cover, next: Cover): boolean {
  return last.offset + last.bytes === next.offset && last.source + last.bytes === next.source
}

function longest(covers: readonly Cover[], countMax: number): readonly Cover[] {
  if (covers.length <= countMax) return covers
  const kept = [...covers].sort((a, b) => b.bytes - a.bytes || a.offset - b.offset).slice(0, countMax)
  return kept.sort((a, b) => a.offset - b.offset)
}
