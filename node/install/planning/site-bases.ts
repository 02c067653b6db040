import type { Digest } from '#core/digest.ts'
import { sha256 } from '#core/digest.ts'
import { FormatError, UserError } from '#core/errors.ts'
import type { Delta } from '#core/format/delta.ts'
import type { Manifest } from '#core/format/manifest.ts'
import type { SiteBase } from '#core/plan/cheapest-base.ts'
import { type DeltaSources, fetchDelta } from './fetch-delta.ts'

/** Sets of images on one site that deltas are compared for; a site with more is one of many vintages, where any will do. */
const imageSetsMax = 8

/** The devices of a site that take one release from the same images. */
export interface ImageGroup {
  readonly group: Digest
  readonly images: readonly Digest[]
}

/** What devices have in common that take this release from these images: the payloads that they lack. */
export function groupOf(release: Digest, images: readonly Digest[]): Digest {
  return sha256(Buffer.from(`mycel/group/1\n${release}\n${images.toSorted().join('\n')}\n`))
}

/** The groups of the site besides `own`, by the images that its devices run. */
export function otherGroups(
  release: Digest,
  own: Digest,
  imageSets: readonly (readonly Digest[])[],
): readonly ImageGroup[] {
  const groups = imageSets.map((images) => ({ group: groupOf(release, images), images }))
  return groups.filter(({ group }) => group !== own).slice(0, imageSetsMax)
}

/** Fetches the deltas that other groups of the site use for an image, as far as there are any. */
export async function fetchSiteBases(
  manifest: Manifest,
  groups: readonly ImageGroup[],
  sources: DeltaSources,
): Promise<readonly SiteBase[]> {
  const bases: SiteBase[] = []
  for (const { group, images } of groups) {
    const delta = await anyDelta(manifest, images, sources)
    if (delta !== undefined) bases.push({ group, delta })
  }
  return bases
}

/** The delta of this image from one of these. What does not come or cannot be read is left out: it only saves bytes. */
async function anyDelta(
  manifest: Manifest,
  images: readonly Digest[],
  sources: DeltaSources,
): Promise<Delta | undefined> {
  // A device that runs the image already takes nothing.
  for (const base of images.filter((image) => image !== manifest.imageDigest)) {
    try {
      const delta = await fetchDelta(manifest, base, sources)
      if (delta !== undefined) return delta
    } catch (error) {
      if (error instanceof FormatError || error instanceof UserError) return undefined
      throw error
    }
  }
  return undefined
}
