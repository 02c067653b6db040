import { type Digest, sha256 } from '#core/digest.ts'

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
