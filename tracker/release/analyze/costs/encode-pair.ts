import { pipe } from 'it-pipe'
import { chunkGeometry } from '#core/chunk-geometry.ts'
import { assembleDelta } from '#core/delta/assemble-delta.ts'
import type { EncodedRun } from '#core/delta/encode-run.ts'
import type { ChunkFacts } from '#core/delta/pack-chunks.ts'
import { DigestStream, sha256 } from '#core/digest.ts'
import { type Delta, encodeDelta } from '#core/format/delta.ts'
import { CostMap } from '#tracker/release/analyze/costs/cost-map.ts'
import { type Spending, shareRun } from '#tracker/release/analyze/costs/share-run.ts'
import { collect, type EncodedFull, encodeFulls } from '#tracker/release/image/encode-image.ts'
import { coverImage } from '#tracker/release/image/encode-runs.ts'

/** The delta between two images, and what it spends its bytes on. */
export interface EncodedPair {
  /** Without covers where no patch needs them. */
  readonly delta: Delta
  /** The length of the delta document. */
  readonly indexBytes: number
  readonly costs: CostMap
  readonly spending: Spending
  readonly chunkBytes: number
  readonly chunkCount: number
}

/** The steps of encoding a pair, as people read them. */
export type EncodingStep = 'compressing each chunk alone' | 'finding what stayed' | 'encoding what changed'

/** Makes the delta that `release build` would make, on every processor, and stores nothing. */
export async function encodePair(
  { base, image }: { readonly base: Uint8Array; readonly image: Uint8Array },
  onPart: (step: EncodingStep, done: number, total: number) => void,
): Promise<EncodedPair> {
  const geometry = chunkGeometry(image.byteLength)
  const baseGeometry = chunkGeometry(base.byteLength)
  const whole = new DigestStream()
  const chunks = await pipe(encodeFulls(image, geometry, whole), factsOf, (facts) =>
    collect(facts, (done) => onPart('compressing each chunk alone', done, geometry.chunkCount)),
  )
  const covered = await coverImage({ base, baseGeometry, image, geometry, chunks }, (done, total) =>
    onPart('finding what stayed', done, total),
  )
  const costs = new CostMap(image.byteLength)
  const spending = { fresh: 0, aligned: 0, unaligned: 0 }
  const runs: EncodedRun[] = []
  for await (const run of covered.runs()) {
    shareRun({ costs, spending }, { run, geometry, covers: covered.covers })
    runs.push({ ...run, payloads: run.payloads.map((payload) => ({ ...payload, content: undefined })) })
    onPart('encoding what changed', runs.length, covered.runCount)
  }
  const delta = assembleDelta({ ...covered, baseImage: sha256(base), image: whole.digest(), runs })
  return {
    delta,
    indexBytes: encodeDelta(delta).byteLength,
    costs,
    spending,
    chunkBytes: geometry.chunkBytes,
    chunkCount: geometry.chunkCount,
  }
}

/** Full payloads are not kept: what a delta is made from are their lengths. */
async function* factsOf(encoded: AsyncIterable<EncodedFull>): AsyncGenerator<ChunkFacts> {
  for await (const { digest, payload } of encoded) {
    yield { digest, full: { digest: sha256(payload), bytes: payload.byteLength } }
  }
}
