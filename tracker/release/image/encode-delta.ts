import { pipe } from 'it-pipe'
import type { OnProgress } from '#adapters/terminal/progress.ts'
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
  /** What it is called where progress is shown: `rootfs 1.0.0 to 1.1.0`. */
  readonly label: string
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
  onProgress: OnProgress = () => undefined,
): Promise<StoredDelta> {
  const { base, baseManifest, image, encoded, label } = input
  const tell = (step: string) => (done: number, total: number) =>
    onProgress({ label: `${label}: ${step}`, done, total })
  const { manifest, chunks } = encoded
  const images = { base, baseGeometry: baseManifest, image, geometry: manifest, chunks }
  const { covers, programs, runCount, runs: encodeRuns } = await coverImage(images, tell('comparing'))
  const onRun = tell('encoding')
  const runs = await pipe(
    encodeRuns(),
    (stream) => storePayloads(repository, stream),
    (stored) => collect(stored, (done) => onRun(done, runCount)),
  )
  const facts = { baseImage: baseManifest.imageDigest, image: manifest.imageDigest, covers, programs }
  const delta = assembleDelta({ ...facts, runs })
  const document = encodeDelta(delta)
  await verifyDelta(repository, { ...input, document, manifest }, tell('checking'))
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
