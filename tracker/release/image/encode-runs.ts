import { pipe } from 'it-pipe'
import { type ByteRange, type ChunkGeometry, chunkRange } from '#core/chunk-geometry.ts'
import { greatEffort } from '#core/codec/compress.ts'
import { indexBase } from '#core/delta/covers/base-index.ts'
import { type CoverInput, joinCovers } from '#core/delta/covers/cover-image.ts'
import type { EncodedRun, RunInput } from '#core/delta/encode-run.ts'
import type { ChunkFacts } from '#core/delta/pack-chunks.ts'
import { planDelta, type Run } from '#core/delta/plan-delta.ts'
import { findPrograms } from '#core/delta/predict/find-programs.ts'
import { type Cover, type Covers, piecesOf } from '#core/format/covers.ts'
import type { Program } from '#core/format/programs.ts'
import { collect } from '#tracker/release/image/encode-image.ts'
import { encodeInWorkers } from '#tracker/release/image/encode-workers.ts'

/** Two images, their bytes in shared memory, and what is known of the chunks of the new one. */
export interface ImagesToEncode {
  readonly base: Uint8Array
  readonly baseGeometry: ChunkGeometry
  readonly image: Uint8Array
  readonly geometry: ChunkGeometry
  readonly chunks: readonly ChunkFacts[]
  /** How many threads work at once; without it, as many as there are processors. The outcome is the same. */
  readonly threads?: number
}

/** What is of one run alone in what encoding it takes. */
export type RunTask = Pick<RunInput, 'run' | 'chunks'>

/** What all runs of a delta share. */
export type SharedOfRuns = Omit<RunInput, keyof RunTask>

/** A delta whose runs are still to be encoded. */
export interface CoveredDelta {
  readonly covers: Covers
  readonly programs: readonly Program[]
  readonly runCount: number
  /** Encodes the runs on every processor, those that take longest first. */
  runs(): AsyncGenerator<EncodedRun>
}

/**
 * Finds what two images have in common, on every processor. Encoding the rest is the caller's to begin. `onCovered` is
 * told after each run how many there are.
 */
export async function coverImage(
  images: ImagesToEncode,
  onCovered: (done: number, total: number) => void = () => undefined,
): Promise<CoveredDelta> {
  const { base, baseGeometry, image, geometry, chunks, threads } = images
  const { runs, payloadsWanted } = planDelta(geometry)
  const shared: Omit<CoverInput, 'run'> = { base, index: indexBase(base), image, geometry }
  const found = await pipe(
    encodeInWorkers<Run, readonly Cover[]>('#tracker/release/image/encode-covers-worker.ts', runs, shared, threads),
    (stream) => collect(stream, (done) => onCovered(done, runs.length)),
  )
  const covers = joinCovers(found)
  const programs = findPrograms({ base, image, covers })
  const ofRuns: SharedOfRuns = {
    base,
    baseGeometry,
    image,
    geometry,
    covers,
    programs,
    payloadsWanted,
    effort: greatEffort,
  }
  const tasks = longestFirst(runs, geometry, covers).map(
    (run): RunTask => ({ run, chunks: chunks.slice(run.firstChunk, run.firstChunk + run.chunkCount) }),
  )
  const encodeRuns = () =>
    encodeInWorkers<RunTask, EncodedRun>('#tracker/release/image/encode-run-worker.ts', tasks, ofRuns, threads)
  return { covers, programs, runCount: runs.length, runs: encodeRuns }
}

/** The runs, those first that seem to have most to compress: begun last, they would keep one thread at work alone. */
function longestFirst(runs: readonly Run[], geometry: ChunkGeometry, covers: Covers): readonly Run[] {
  const works = new Map(runs.map((run) => [run, workOf(rangeOfRun(run, geometry), covers)]))
  return [...runs].sort((a, b) => (works.get(b) ?? 0) - (works.get(a) ?? 0) || a.firstChunk - b.firstChunk)
}

/** About how many bytes are to be compressed: those without a cover, and some for every cover, which changes between them are behind. */
function workOf(range: ByteRange, covers: Covers): number {
  let work = 0
  for (const { bytes, source } of piecesOf(covers, range)) work += source === undefined ? bytes : bytesPerCover
  return work
}

const bytesPerCover = 64

function rangeOfRun({ firstChunk, chunkCount }: Run, geometry: ChunkGeometry): ByteRange {
  const { offset } = chunkRange(geometry, firstChunk)
  const last = chunkRange(geometry, firstChunk + chunkCount - 1)
  return { offset, bytes: last.offset + last.bytes - offset }
}
