import { pipe } from 'it-pipe'
import { assembleDelta, payloadBytesOf } from '#core/delta/assemble-delta.ts'
import { indexBlocks } from '#core/delta/block-index.ts'
import { type EncodedRun, patchLevel, type RunInput } from '#core/delta/encode-run.ts'
import { planDelta } from '#core/delta/plan-delta.ts'
import { encodeDelta } from '#core/format/delta.ts'
import type { Manifest } from '#core/format/manifest.ts'
import { collect, type EncodedImage } from '#tracker/release/image/encode-image.ts'
import { encodeInWorkers } from '#tracker/release/image/encode-workers.ts'
import { verifyDelta } from '#tracker/release/image/verify-delta.ts'
import type { Repository } from '#tracker/release/repository.ts'

/** Two images to find the delta between, their bytes in shared memory. */
export interface DeltaInput {
  readonly base: Uint8Array
  readonly baseManifest: Manifest
  readonly image: Uint8Array
  readonly encoded: EncodedImage
}

/** A delta whose payloads are stored, decoded back and compared with the new image. */
export interface StoredDelta {
  /** The delta document. */
  readonly document: Uint8Array
  readonly payloadBytes: number
}

/** Finds the delta between two images on every processor and stores its payloads. The document is the caller's to publish. */
export async function storeDelta(
  repository: Repository,
  input: DeltaInput,
  onRun: (done: number, total: number) => void,
): Promise<StoredDelta> {
  const tasks = cutIntoRuns(input)
  const runs = await pipe(
    tasks,
    (inputs) => encodeInWorkers<RunInput, EncodedRun>('#tracker/release/image/encode-run-worker.ts', inputs),
    (encoded) => storePayloads(repository, encoded),
    (stored) => collect(stored, (done) => onRun(done, tasks.length)),
  )
  const { manifest } = input.encoded
  const delta = assembleDelta({ baseImage: input.baseManifest.imageDigest, image: manifest.imageDigest, runs })
  const document = encodeDelta(delta)
  await verifyDelta(repository, { ...input, document, manifest })
  return { document, payloadBytes: payloadBytesOf(delta) }
}

function cutIntoRuns({ base, baseManifest, image, encoded }: DeltaInput): readonly RunInput[] {
  const { runs, packingGainMin } = planDelta(encoded.manifest)
  const shared = {
    base,
    index: indexBlocks(base),
    image,
    baseGeometry: baseManifest,
    geometry: encoded.manifest,
    packingGainMin,
    level: patchLevel,
  }
  return runs.map((run) => ({
    ...shared,
    run,
    chunks: encoded.chunks.slice(run.firstChunk, run.firstChunk + run.chunkCount),
  }))
}

/** Stores what a run brings and lets go of the bytes. Full payloads are stored already. */
async function* storePayloads(repository: Repository, runs: AsyncIterable<EncodedRun>): AsyncGenerator<EncodedRun> {
  for await (const run of runs) {
    for (const { content } of run.payloads) {
      if (content !== undefined) await repository.putBlob(content)
    }
    yield { ops: run.ops, payloads: run.payloads.map((payload) => ({ ...payload, content: undefined })) }
  }
}
