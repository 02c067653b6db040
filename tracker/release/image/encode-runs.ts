import { pipe } from 'it-pipe'
import type { ChunkGeometry } from '#core/chunk-geometry.ts'
import { greatEffort } from '#core/codec/compress.ts'
import { indexBase } from '#core/delta/base-index.ts'
import { type CoverInput, joinCovers } from '#core/delta/cover-image.ts'
import type { EncodedRun, RunInput } from '#core/delta/encode-run.ts'
import type { ChunkFacts } from '#core/delta/pack-chunks.ts'
import { planDelta } from '#core/delta/plan-delta.ts'
import { findAddresses } from '#core/delta/predict/find-addresses.ts'
import type { AddressMaps } from '#core/format/address-map.ts'
import type { Cover, Covers } from '#core/format/covers.ts'
import { collect } from '#tracker/release/image/encode-image.ts'
import { encodeInWorkers } from '#tracker/release/image/encode-workers.ts'

/** Two images, their bytes in shared memory, and what is known of the chunks of the new one. */
export interface ImagesToEncode {
  readonly base: Uint8Array
  readonly baseGeometry: ChunkGeometry
  readonly image: Uint8Array
  readonly geometry: ChunkGeometry
  readonly chunks: readonly ChunkFacts[]
}

/** A delta whose runs are still to be encoded. */
export interface CoveredDelta {
  readonly covers: Covers
  readonly addresses: AddressMaps
  readonly runCount: number
  /** Encodes the runs on every processor, in order. */
  runs(): AsyncGenerator<EncodedRun>
}

/** Finds what two images have in common, on every processor. Encoding the rest is the caller's to begin. */
export async function coverImage(images: ImagesToEncode): Promise<CoveredDelta> {
  const { base, image, geometry, chunks } = images
  const { runs, payloadsWanted } = planDelta(geometry)
  const shared = { base, index: indexBase(base), image, geometry }
  const found = await pipe(
    runs.map((run): CoverInput => ({ ...shared, run })),
    (inputs) => encodeInWorkers<CoverInput, readonly Cover[]>('#tracker/release/image/encode-covers-worker.ts', inputs),
    (stream) => collect(stream, () => undefined),
  )
  const covers = joinCovers(found)
  const addresses = findAddresses({ base, image, covers })
  const inputs = runs.map(
    (run): RunInput => ({
      ...images,
      covers,
      addresses,
      payloadsWanted,
      effort: greatEffort,
      run,
      chunks: chunks.slice(run.firstChunk, run.firstChunk + run.chunkCount),
    }),
  )
  return { covers, addresses, runCount: runs.length, runs: () => encodeRuns(inputs) }
}

function encodeRuns(inputs: readonly RunInput[]): AsyncGenerator<EncodedRun> {
  return encodeInWorkers<RunInput, EncodedRun>('#tracker/release/image/encode-run-worker.ts', inputs)
}
