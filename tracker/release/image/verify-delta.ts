import { check } from '#core/check.ts'
import { chunkRange } from '#core/chunk-geometry.ts'
import { deltaOnBase, type MadeChunk, makeFromBase, makeFromPayload } from '#core/delta/apply-delta.ts'
import { decodeDelta } from '#core/format/delta.ts'
import type { Manifest } from '#core/format/manifest.ts'
import { readStored } from '#tracker/release/image/image-facts.ts'
import type { Repository } from '#tracker/release/repository.ts'

/** A delta document and what it was made from. */
export interface DeltaToVerify {
  readonly document: Uint8Array
  readonly base: Uint8Array
  readonly image: Uint8Array
  readonly manifest: Manifest
}

/**
 * Does what a device does with a delta before it is signed: reads the document and every payload back,
 * makes every chunk, and compares it with the new image. A difference is a broken rule of our own.
 */
export async function verifyDelta(
  repository: Repository,
  facts: DeltaToVerify,
  onChunk: (done: number, total: number) => void = () => undefined,
): Promise<void> {
  const { base, image, manifest } = facts
  const onBase = deltaOnBase({ base, delta: decodeDelta(facts.document, manifest), geometry: manifest })
  const made = new Set<number>()
  const take = ({ chunk, bytes }: MadeChunk): void => {
    const { offset, bytes: chunkBytes } = chunkRange(manifest, chunk)
    const same = Buffer.compare(bytes, image.subarray(offset, offset + chunkBytes)) === 0
    check(same, `a delta makes chunk ${chunk} of the new image`)
    made.add(chunk)
    onChunk(made.size, manifest.chunkCount)
  }
  for (const chunk of makeFromBase(onBase)) take(chunk)
  for (const [number, payload] of onBase.delta.payloads.entries()) {
    makeFromPayload(onBase, number, await readStored(repository, payload.digest)).forEach(take)
  }
  check(made.size === manifest.chunkCount, 'a delta makes every chunk of the new image')
}
