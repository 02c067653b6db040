import type { OnProgress } from '#adapters/terminal/progress.ts'
import { payloadBytesOf } from '#core/delta/assemble-delta.ts'
import type { Digest } from '#core/digest.ts'
import { type Delta, decodeDelta } from '#core/format/delta.ts'
import type { Manifest } from '#core/format/manifest.ts'
import type { Release } from '#core/format/release.ts'
import type { MycelTarget } from '#core/metadata/target.ts'
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

/** The delta of one component from one base, its payloads stored. */
export interface BuiltDelta {
  readonly component: string
  readonly baseVersion: string
  /** What is to be published; undefined where it is already. */
  readonly target: NewTarget | undefined
  /** What travels: index and payloads, in bytes. */
  readonly travelBytes: number
  /** What it brings into the repository, by digest, each in bytes. */
  readonly patches: ReadonlyMap<Digest, number>
}

/**
 * The deltas of a release: one for each component from each base that has it. Those that are published
 * are not built again, and an image that several bases share is compared once.
 */
export async function buildDeltas(input: DeltasInput): Promise<readonly BuiltDelta[]> {
  const { repository, product, version, targets, bases, images, onProgress } = input
  const built: BuiltDelta[] = []
  for (const { name, image, encoded } of images) {
    const { manifest } = encoded
    const stored = new Map<Digest, StoredDelta>()
    for (const release of bases) {
      const baseManifest = release.components.find((component) => component.name === name)?.manifest
      if (baseManifest === undefined) continue
      const place = { product, version, component: name, baseVersion: release.version }
      const published = targets.find((target) => target.path === deltaPath(place))
      if (published !== undefined) {
        const document = await repository.readTarget(published)
        built.push({ ...place, target: undefined, ...weigh(document, manifest) })
        continue
      }
      const { imageDigest } = baseManifest
      const delta =
        stored.get(imageDigest) ??
        (await storeDelta(
          repository,
          {
            ...{ base: await readImage(repository, baseManifest), baseManifest, image, encoded },
            label: `${name} ${release.version} to ${version}`,
          },
          onProgress,
        ))
      stored.set(imageDigest, delta)
      const facts = { ...place, baseImage: imageDigest, image: manifest.imageDigest, payloadBytes: delta.payloadBytes }
      built.push({ ...place, target: deltaTarget(facts, delta.document), ...weigh(delta.document, manifest) })
    }
  }
  return built
}

/** What the published deltas of a release, from any base, have brought into the repository, by digest, each in bytes. */
export async function publishedPatches({
  repository,
  product,
  version,
  targets,
  images,
}: Omit<DeltasInput, 'bases'>): Promise<ReadonlyMap<Digest, number>> {
  const patches = new Map<Digest, number>()
  for (const target of targets) {
    if (target.type !== 'delta' || target.product !== product || target.version !== version) continue
    const manifest = images.find(({ name }) => name === target.component)?.encoded.manifest
    if (manifest === undefined) continue
    const delta = decodeDelta(await repository.readTarget(target), manifest)
    for (const [digest, bytes] of patchesOf(delta)) patches.set(digest, bytes)
  }
  return patches
}

/** The payloads of a delta that are there for it alone, each in bytes: full payloads belong to the release. */
function patchesOf({ payloads }: Delta): ReadonlyMap<Digest, number> {
  return new Map(payloads.filter(({ isPatch }) => isPatch).map(({ digest, bytes }) => [digest, bytes]))
}

function weigh(document: Uint8Array, manifest: Manifest): Pick<BuiltDelta, 'travelBytes' | 'patches'> {
  const delta = decodeDelta(document, manifest)
  return { travelBytes: document.byteLength + payloadBytesOf(delta), patches: patchesOf(delta) }
}
