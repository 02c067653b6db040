import { UserError } from '#core/errors.ts'
import { compareVersions } from '#core/format/name.ts'
import { decodeRelease, type Release } from '#core/format/release.ts'
import { findRelease, type MycelTarget } from '#core/metadata/target.ts'
import { earlierThan } from '#tracker/release/bases/candidates.ts'
import type { Repository } from '#tracker/release/repository.ts'

/** The releases of these versions. Throws {@link UserError} that lists what there is when one is unknown, or the one that is built. */
export async function readBases(
  repository: Repository,
  targets: readonly MycelTarget[],
  {
    product,
    version,
    bases,
  }: { readonly product: string; readonly version: string; readonly bases: readonly string[] },
): Promise<readonly Release[]> {
  const releases: Release[] = []
  for (const base of bases) {
    const release = base === version ? undefined : await readRelease(repository, targets, product, base)
    if (release === undefined) throw unknownBase(targets, product, version, base)
    releases.push(release)
  }
  return releases
}

/** The versions of a product that are published, oldest first. */
export function versionsOf(targets: readonly MycelTarget[], product: string): readonly string[] {
  return targets
    .filter((target) => target.type === 'release' && target.product === product)
    .map((target) => target.version)
    .sort(compareVersions)
}

/** The newest published version of a product before `version`. */
export function newestBefore(targets: readonly MycelTarget[], product: string, version: string): string | undefined {
  return earlierThan(versionsOf(targets, product), version).at(-1)
}

/** The release document of a version, or undefined while it is not published. */
export async function readRelease(
  repository: Repository,
  targets: readonly MycelTarget[],
  product: string,
  version: string,
): Promise<Release | undefined> {
  const target = findRelease(targets, product, version)
  return target === undefined ? undefined : decodeRelease(await repository.readTarget(target))
}

function unknownBase(targets: readonly MycelTarget[], product: string, version: string, base: string): UserError {
  const others = versionsOf(targets, product).filter((published) => published !== version)
  const advice = others.length === 0 ? 'no other version is published' : `choose from ${others.join(', ')}`
  return new UserError(`no delta can be built from ${product} ${base}: ${advice}`)
}
