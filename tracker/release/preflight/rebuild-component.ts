import { chunkRange } from '#core/chunk-geometry.ts'
import { deltaOnBase, type MadeChunk, makeFromBase, makeFromPayload } from '#core/delta/apply-delta.ts'
import { sha256 } from '#core/digest.ts'
import { FormatError } from '#core/errors.ts'
import { decodeDelta } from '#core/format/delta.ts'
import type { Component, Release } from '#core/format/release.ts'
import { findDelta, type MycelTarget } from '#core/metadata/target.ts'
import { readStored } from '#tracker/release/image/image-facts.ts'
import { readImage } from '#tracker/release/image/rebuild-image.ts'
import type { Repository } from '#tracker/release/repository.ts'

/** What brings a component to a device: nothing where it has the image, a delta, or all full payloads. */
export interface Rebuilt {
  readonly by: 'nothing' | 'delta' | 'full'
  /** What travels, in bytes. Of `full` it is not counted. */
  readonly bytes: number
}

/**
 * Makes a component as a device with the base does, from what is published, and compares its digest with the signed
 * one. Throws {@link FormatError} or {@link UserError} where it cannot be made.
 */
export async function rebuildComponent(
  repository: Repository,
  targets: readonly MycelTarget[],
  { component: { name, manifest }, base }: { readonly component: Component; readonly base: Release | undefined },
): Promise<Rebuilt> {
  const before = base?.components.find((component) => component.name === name)?.manifest
  if (before === undefined) return { by: 'full', bytes: 0 }
  const pair = { image: manifest.imageDigest, baseImage: before.imageDigest }
  if (pair.image === pair.baseImage) return { by: 'nothing', bytes: 0 }
  const target = findDelta(targets, pair)
  if (target === undefined) return { by: 'full', bytes: 0 }

  const delta = decodeDelta(await repository.readTarget(target), manifest)
  const onBase = deltaOnBase({ base: await readImage(repository, before), delta, geometry: manifest })
  const image = new Uint8Array(manifest.imageBytes)
  const take = ({ chunk, bytes }: MadeChunk): void => image.set(bytes, chunkRange(manifest, chunk).offset)
  for (const chunk of makeFromBase(onBase)) take(chunk)
  for (const [number, payload] of delta.payloads.entries()) {
    makeFromPayload(onBase, number, await readStored(repository, payload.digest)).forEach(take)
  }
  if (sha256(image) !== manifest.imageDigest) {
    throw new FormatError(target.path, `makes another image of ${name} than the one that is signed`)
  }
  return { by: 'delta', bytes: target.bytes + target.payloadBytes }
}
