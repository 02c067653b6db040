import { requireBsdiff } from '#adapters/bsdiff/bsdiff-process.ts'
import type { OnProgress } from '#adapters/terminal/progress.ts'
import { chunkGeometry } from '#core/chunk-geometry.ts'
import type { Digest } from '#core/digest.ts'
import { UserError } from '#core/errors.ts'
import { componentsMax } from '#core/format/bounds.ts'
import { parseName, parseVersion } from '#core/format/name.ts'
import { encodeRelease, type Release } from '#core/format/release.ts'
import { type MycelTarget, targetsOf } from '#core/metadata/target.ts'
import { type BaseSummary, describeBase } from '#tracker/release/bases/base-summary.ts'
import {
  type BaseCandidate,
  type DeltaChoice,
  findCandidates,
  type LeftOut,
  recentDefault,
} from '#tracker/release/bases/candidates.ts'
import { type ChosenBases, chooseBases } from '#tracker/release/bases/choose-bases.ts'
import type { FleetVersions } from '#tracker/release/bases/fleet-versions.ts'
import { measureBases } from '#tracker/release/bases/measure-bases.ts'
import { newestBefore, readBases, readRelease, versionsOf } from '#tracker/release/build-bases.ts'
import {
  type BuiltDelta,
  buildDeltas,
  type DeltasInput,
  type NewImage,
  publishedPatches,
} from '#tracker/release/build-deltas.ts'
import { describeRelease, type ReleaseSummary } from '#tracker/release/build-summary.ts'
import { chooseTerms, releaseTarget, type TermsChoice } from '#tracker/release/build-targets.ts'
import { encodeImage } from '#tracker/release/image/encode-image.ts'
import { readImageFacts } from '#tracker/release/image/image-facts.ts'
import { readImageFile } from '#tracker/release/image/image-file.ts'
import { buildBsdiff40, type LeftOutPatch } from '#tracker/release/loader/build-bsdiff40.ts'
import { chooseLoader, type LoaderChoice } from '#tracker/release/loader/choose-loader.ts'
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
  /** How many of the newest earlier releases `from: 'auto'` takes, whoever runs them. Without it, {@link recentDefault}. */
  readonly recent?: number | undefined
  /** How many devices run each version. Without it, every base counts the same. */
  readonly fleet?: FleetVersions | undefined
  /** The most bytes of patches for this release. Without it, as many as there are. */
  readonly deltaBudgetBytes?: number | undefined
  readonly signers: Signers
  readonly now: Date
  /** A device never goes back below it. Without it, that of the newest earlier release, else 0. */
  readonly securityEpoch?: number | undefined
  /** The boot loader of the devices. Without it, that of the newest earlier release, else none. */
  readonly loader?: LoaderChoice | undefined
  /** One of `chunkSizes`. Without it, by the length of each image. Bases may be cut otherwise, at the price of a longer delta. */
  readonly chunkBytes?: number | undefined
  /** Which devices it is for. Without it, for all of the product. */
  readonly terms?: TermsChoice | undefined
  readonly onProgress?: OnProgress
}

/** A release as it now stands in the repository. */
export interface BuiltRelease extends ReleaseSummary {
  /** `unchanged` where the repository already had the release and every delta that was asked for. */
  readonly outcome: 'published' | 'unchanged'
  /** The versions that devices find a delta from, and what it saves them. */
  readonly bases: readonly BaseSummary[]
  readonly leftOut: readonly LeftOut[]
  /** Patches that the devices' loader would read, and that are not published. */
  readonly leftOutPatches: readonly LeftOutPatch[]
}

/** The handler that writes an image into the inactive slot. */
const slotHandler = 'slot'

/**
 * Builds a release and its deltas, verifies them and publishes them at once: readers see all of it or
 * nothing. Asking again for the same images adds the deltas that are missing. Throws {@link UserError} where an
 * image cannot be read, a base does not exist, the version is published with other images or another loader, or what
 * makes the loader's patches is not installed.
 */
export async function buildRelease(input: BuildInput): Promise<BuiltRelease> {
  requireNames(input)
  const { repository, product, version, now, signers, from, recent = recentDefault, fleet } = input
  const targets = targetsOf(await repository.metadata(now))
  const found = findCandidates({ version, published: versionsOf(targets, product), from, recent, fleet })
  const loader = chooseLoader(targets, input)
  if (loader !== undefined) await requireBsdiff()
  const versions = found.candidates.map((candidate) => candidate.version)
  const bases = await readBases(repository, targets, { product, version, bases: versions })
  const published = await readRelease(repository, targets, product, version)
  const images = await encodeImages(input, published)
  const components = images
    .map(({ name, encoded }) => ({ name, handler: slotHandler, manifest: encoded.manifest }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  const securityEpoch = input.securityEpoch ?? published?.securityEpoch ?? (await inheritedEpoch(input, targets))
  const release: Release = { product, version, securityEpoch, components }
  await requirePublishable(input, { targets, published, release })
  const { chosen, leftOut, deltas } = await chooseDeltas(found.candidates, { ...input, targets, bases, images })
  const isChosen = (version: string): boolean => chosen.some((base) => base.version === version)
  const kept = deltas.filter(({ baseVersion }) => isChosen(baseVersion))
  const keptBases = bases.filter((base) => isChosen(base.version))
  const patches = await buildBsdiff40(loader, { ...input, targets, bases: keptBases, images })
  const terms = chooseTerms(targets, release, input.terms ?? {})
  const document = releaseTarget(release, encodeRelease(release), loader, terms)
  const added = [document, ...kept.map(({ target }) => target), ...patches.added]
    .filter((target) => target !== undefined)
    .filter((target) => isNew(targets, target.path))
  const blobs = [...images.flatMap(blobsOf), ...kept.flatMap(({ patches }) => [...patches.keys()])]
  if (added.length > 0) await repository.publish({ targets: added, blobs, signers, now })
  const summary = await describeRelease(repository, targetsOf(await repository.metadata(now)), product, version)
  return {
    outcome: added.length > 0 ? 'published' : 'unchanged',
    ...summary,
    bases: chosen.map(describeBase),
    leftOut: [...found.leftOut, ...leftOut],
    leftOutPatches: patches.leftOut,
  }
}

/** All deltas, and the bases of those that are worth their place. */
async function chooseDeltas(
  candidates: readonly BaseCandidate[],
  input: DeltasInput & Pick<BuildInput, 'deltaBudgetBytes'>,
): Promise<ChosenBases & { readonly deltas: readonly BuiltDelta[] }> {
  const deltas = await buildDeltas(input)
  const budget = {
    bytesMax: input.deltaBudgetBytes ?? Number.POSITIVE_INFINITY,
    published: await publishedPatches(input),
  }
  return { ...chooseBases(measureBases(candidates, input.images, deltas), budget), deltas }
}

/** What devices without any base fetch of an image. */
function blobsOf({ encoded: { manifest, chunks } }: NewImage): readonly Digest[] {
  return [...manifest.chunkPages, ...manifest.payloadPages, ...chunks.map(({ full }) => full.digest)]
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
