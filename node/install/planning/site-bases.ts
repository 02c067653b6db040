import type { Digest } from '#core/digest.ts'
import { FormatError, UserError } from '#core/errors.ts'
import type { Delta } from '#core/format/delta.ts'
import type { Manifest } from '#core/format/manifest.ts'
import type { SiteBase } from '#core/plan/cheapest-base.ts'
import type { ImageGroup } from '#core/plan/image-groups.ts'
import { type DeltaSources, fetchDelta } from './fetch-delta.ts'

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
