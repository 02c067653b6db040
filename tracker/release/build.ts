import { chunkGeometry } from '#core/chunk-geometry.ts'
import { UserError } from '#core/errors.ts'
import { componentsMax } from '#core/format/bounds.ts'
import { parseName, parseVersion } from '#core/format/name.ts'
import { encodeRelease, type Release } from '#core/format/release.ts'
import { type MycelTarget, targetsOf } from '#core/metadata/target.ts'
import { chooseBases, type DeltaChoice, newestBefore, readRelease } from '#tracker/release/build-bases.ts'
import { buildDeltas, type NewImage } from '#tracker/release/build-deltas.ts'
import type { OnProgress } from '#tracker/release/build-progress.ts'
import { describeRelease, type ReleaseSummary } from '#tracker/release/build-summary.ts'
import { releaseTarget } from '#tracker/release/build-targets.ts'
import { encodeImage } from '#tracker/release/image/encode-image.ts'
import { readImageFacts } from '#tracker/release/image/image-facts.ts'
import { readImageFile } from '#tracker/release/image/image-file.ts'
import type { Signers } from '#tracker/release/publication.ts'
import type { Repository } from '#tracker/release/repository.ts'

/** What a release is built from. */
export interface BuildInput {
  readonly repository: Repository
  readonly product: string
  readonly version: string
  /** 1 to {@link componentsMax}, their names distinct. */
  readonly components: readonly { readonly name: string; readonly imagePath: string }[]
  readonly from: DeltaChoice
  readonly signers: Signers
  readonly now: Date
  /** A device never goes back below it. Without it, that of the newest earlier release, else 0. */
  readonly securityEpoch?: number | undefined
  /** One of `chunkSizes`. Without it, by the length of each image. Bases may be cut otherwise, at the price of a longer delta. */
  readonly chunkBytes?: number | undefined
  readonly onProgress?: OnProgress
}

/** A release as it now stands in the repository. */
export interface BuiltRelease extends ReleaseSummary {
  /** `unchanged` where the repository already had the release and every delta that was asked for. */
  readonly outcome: 'published' | 'unchanged'
}

/** The handler that writes an image into the inactive slot. */
const slotHandler = 'slot'

/**
 * Builds a release and its deltas, verifies them and publishes them at once: readers see all of it or
 * nothing. Asking again for the same images adds the deltas that are missing. Throws {@link UserError} where an
 * image cannot be read, a base does not exist, or the version is published with other images.
 */
export async function buildRelease(input: BuildInput): Promise<BuiltRelease> {
  requireNames(input)
  const { repository, product, version, now, signers } = input
  const targets = targetsOf(await repository.metadata(now))
  const bases = await chooseBases(repository, targets, input)
  const published = await readRelease(repository, targets, product, version)
  const images = await encodeImages(input, published)
  const components = images
    .map(({ name, encoded }) => ({ name, handler: slotHandler, manifest: encoded.manifest }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  const securityEpoch = input.securityEpoch ?? published?.securityEpoch ?? (await inheritedEpoch(input, targets))
  const release: Release = { product, version, securityEpoch, components }
  await requirePublishable(input, { targets, published, release })
  const deltas = await buildDeltas({ ...input, targets, bases, images })
  const added = [releaseTarget(release, encodeRelease(release)), ...deltas].filter((target) =>
    isNew(targets, target.path),
  )
  if (added.length > 0) await repository.publish({ targets: added, signers, now })
  const summary = await describeRelease(repository, targetsOf(await repository.metadata(now)), product, version)
  return { outcome: added.length > 0 ? 'published' : 'unchanged', ...summary }
}

function requireNames({ product, version, components }: BuildInput): void {
  parseName('product', product)
  parseVersion(version)
  if (components.length === 0 || components.length > componentsMax) {
    throw new UserError(
      `a release has 1 to ${componentsMax} components, not ${components.length}: name each as NAME=IMAGE`,
    )
  }
  const names = components.map(({ name }) => parseName('component', name))
  const twice = names.find((name, place) => names.indexOf(name) !== place)
  if (twice !== undefined) throw new UserError(`the component ${twice} is named twice: give each component one image`)
}

async function encodeImages(
  { repository, version, components, chunkBytes, onProgress }: BuildInput,
  published: Release | undefined,
): Promise<readonly NewImage[]> {
  const images: NewImage[] = []
  for (const { name, imagePath } of components) {
    const image = await readImageFile(imagePath)
    const geometry = chunkGeometry(image.byteLength, chunkBytes)
    const encoded = await encodeImage(repository, image, geometry, (done, total) =>
      onProgress?.({ label: `${name} ${version}`, done, total }),
    )
    // A release that is published stays as it was compressed then, even by another version of zstd.
    const before = published?.components.find((component) => component.name === name)?.manifest
    const isKnown =
      before?.imageDigest === encoded.manifest.imageDigest && before.chunkBytes === (chunkBytes ?? before.chunkBytes)
    const known = isKnown ? before : undefined
    images.push(
      known === undefined
        ? { name, image, encoded }
        : { name, image, encoded: { manifest: known, chunks: await readImageFacts(repository, known) } },
    )
  }
  return images
}

/** A published release never changes, and a new one is never below the security epoch of its devices. */
async function requirePublishable(input: BuildInput, { targets, published, release }: Candidate): Promise<void> {
  const { product, version, securityEpoch } = release
  if (published !== undefined) {
    if (Buffer.compare(encodeRelease(release), encodeRelease(published)) === 0) return
    throw new UserError(
      `${product} ${version} is published with other images, another chunk size or another security epoch: choose a new version`,
    )
  }
  const lowest = await inheritedEpoch(input, targets)
  if (!Number.isSafeInteger(securityEpoch) || securityEpoch < lowest) {
    throw new UserError(
      `devices of ${product} would refuse ${version} with security epoch ${securityEpoch}: use ${lowest} or more`,
    )
  }
}

/** A release that is about to be published, and what is there. */
interface Candidate {
  readonly targets: readonly MycelTarget[]
  readonly published: Release | undefined
  readonly release: Release
}

async function inheritedEpoch(
  { repository, product, version }: BuildInput,
  targets: readonly MycelTarget[],
): Promise<number> {
  const newest = newestBefore(targets, product, version)
  const before = newest === undefined ? undefined : await readRelease(repository, targets, product, newest)
  return before?.securityEpoch ?? 0
}

function isNew(targets: readonly MycelTarget[], path: string): boolean {
  return !targets.some((target) => target.path === path)
}
