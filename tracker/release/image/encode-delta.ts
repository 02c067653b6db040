import { pipe } from 'it-pipe'
import { assembleDelta, payloadBytesOf } from '#core/delta/assemble-delta.ts'
import type { EncodedRun } from '#core/delta/encode-run.ts'
import { encodeDelta } from '#core/format/delta.ts'
import type { Manifest } from '#core/format/manifest.ts'
import { collect, type EncodedImage } from '#tracker/release/image/encode-image.ts'
import { coverImage } from '#tracker/release/image/encode-runs.ts'
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
  const { base, baseManifest, image, encoded } = input
  const { manifest, chunks } = encoded
  const images = { base, baseGeometry: baseManifest, image, geometry: manifest, chunks }
  const { covers, addresses, runCount, runs: encodeRuns } = await coverImage(images)
  const runs = await pipe(
    encodeRuns(),
    (stream) => storePayloads(repository, stream),
    (stored) => collect(stored, (done) => onRun(done, runCount)),
  )
  const facts = { baseImage: baseManifest.imageDigest, image: manifest.imageDigest, covers, addresses }
  const delta = assembleDelta({ ...facts, runs })
  const document = encodeDelta(delta)
  await verifyDelta(repository, { ...input, document, manifest })
  return { document, payloadBytes: payloadBytesOf(delta) }
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
