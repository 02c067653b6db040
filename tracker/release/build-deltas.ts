import type { Digest } from '#core/digest.ts'
import type { Release } from '#core/format/release.ts'
import type { MycelTarget } from '#core/metadata/target.ts'
import type { OnProgress } from '#tracker/release/build-progress.ts'
import { deltaPath, deltaTarget } from '#tracker/release/build-targets.ts'
import { type StoredDelta, storeDelta } from '#tracker/release/image/encode-delta.ts'
import type { EncodedImage } from '#tracker/release/image/encode-image.ts'
import { readImage } from '#tracker/release/image/rebuild-image.ts'
import type { NewTarget, Repository } from '#tracker/release/repository.ts'

/** The image of one component of the release that is built. */
export interface NewImage {
  readonly name: string
  readonly image: Uint8Array
  readonly encoded: EncodedImage
}

/** What deltas are built from, and what is published already. */
export interface DeltasInput {
  readonly repository: Repository
  readonly product: string
  readonly version: string
  readonly targets: readonly MycelTarget[]
  readonly bases: readonly Release[]
  readonly images: readonly NewImage[]
  readonly onProgress?: OnProgress
}

/**
 * The deltas that are not published yet: one for each component from each base that has it. An image
 * that several bases share is compared once.
 */
export async function buildDeltas(input: DeltasInput): Promise<readonly NewTarget[]> {
  const { repository, product, version, targets, bases, images, onProgress } = input
  const added: NewTarget[] = []
  for (const { name, image, encoded } of images) {
    const stored = new Map<Digest, StoredDelta>()
    for (const release of bases) {
      const baseManifest = release.components.find((component) => component.name === name)?.manifest
      const place = { product, version, component: name, baseVersion: release.version }
      if (baseManifest === undefined || targets.some((target) => target.path === deltaPath(place))) continue
      const { imageDigest } = baseManifest
      const delta =
        stored.get(imageDigest) ??
        (await storeDelta(
          repository,
          { base: await readImage(repository, baseManifest), baseManifest, image, encoded },
          (done, total) => onProgress?.({ label: `${name} ${release.version} to ${version}`, done, total }),
        ))
      stored.set(imageDigest, delta)
      const facts = { ...place, baseImage: imageDigest, image: encoded.manifest.imageDigest }
      added.push(deltaTarget({ ...facts, payloadBytes: delta.payloadBytes }, delta.document))
    }
  }
  return added
}
