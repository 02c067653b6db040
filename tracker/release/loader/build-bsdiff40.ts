import { makeBsdiff40, refuseLong } from '#adapters/bsdiff/bsdiff40.ts'
import { type Bsdiff40Result, refused } from '#adapters/bsdiff/bsdiff40-result.ts'
import type { Digest } from '#core/digest.ts'
import { bsdiff40PublishedBytesMax } from '#core/format/bsdiff40.ts'
import type { Manifest } from '#core/format/manifest.ts'
import type { Loader } from '#core/metadata/target.ts'
import type { DeltasInput, NewImage } from '#tracker/release/build-deltas.ts'
import { bsdiff40Path, bsdiff40Target } from '#tracker/release/build-targets.ts'
import { readImage } from '#tracker/release/image/rebuild-image.ts'
import type { NewTarget, Repository } from '#tracker/release/repository.ts'

/** The patches for a loader that are not published yet, and those that will not be. */
export interface Bsdiff40Build {
  readonly added: readonly NewTarget[]
  readonly leftOut: readonly LeftOutPatch[]
}

/** A patch that was asked for and is not published. */
export interface LeftOutPatch {
  readonly component: string
  readonly baseVersion: string
  /** For a person: why. */
  readonly problem: string
}

/**
 * Makes what a loader `bsdiff40` reads: a patch for each component from each base whose image differs. Each was applied and
 * made the new image. Those of long images, and patches that are too long or took too long, are left out: such a device
 * takes the whole image. An image that several bases share is compared once.
 */
export async function buildBsdiff40(loader: Loader | undefined, input: DeltasInput): Promise<Bsdiff40Build> {
  if (loader !== 'bsdiff40') return { added: [], leftOut: [] }
  const { repository, product, version, targets, bases, images, onProgress } = input
  const added: NewTarget[] = []
  const leftOut: LeftOutPatch[] = []
  for (const image of images) {
    const component = image.name
    const { imageDigest, imageBytes } = image.encoded.manifest
    const results = new Map<Digest, Bsdiff40Result>()
    for (const release of bases) {
      const base = release.components.find(({ name }) => name === component)?.manifest
      const place = { product, version, component, baseVersion: release.version }
      if (base === undefined || base.imageDigest === imageDigest) continue
      if (targets.some((target) => target.path === bsdiff40Path(place))) continue
      const label = `${component} ${release.version} to ${version} as bsdiff40`
      onProgress?.({ label, done: 0, total: 1 })
      const result = results.get(base.imageDigest) ?? (await makePatch(repository, base, image))
      onProgress?.({ label, done: 1, total: 1 })
      results.set(base.imageDigest, result)
      if (result.type === 'refused') {
        leftOut.push({ component, baseVersion: release.version, problem: result.problem })
        continue
      }
      const facts = { baseImage: base.imageDigest, baseBytes: base.imageBytes, image: imageDigest, imageBytes }
      added.push(bsdiff40Target({ ...place, ...facts }, result.bytes))
    }
  }
  return { added, leftOut }
}

/** Looks at the lengths before the base is read: it may be a hundred times longer than what bsdiff takes. */
async function makePatch(repository: Repository, base: Manifest, { image }: NewImage): Promise<Bsdiff40Result> {
  const long = refuseLong(base.imageBytes, image.byteLength)
  if (long !== undefined) return long
  const made = await makeBsdiff40(await readImage(repository, base), image)
  if (made.type === 'refused' || made.bytes.byteLength <= bsdiff40PublishedBytesMax) return made
  return refused(
    'too-long',
    `the patch has ${made.bytes.byteLength} bytes, and at most ${bsdiff40PublishedBytesMax} are published`,
  )
}
