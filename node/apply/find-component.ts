import { UserError } from '#core/errors.ts'
import { type Component, decodeRelease } from '#core/format/release.ts'
import { findRelease } from '#core/metadata/target.ts'
import type { RepositoryFolder } from './repository-folder.ts'

/** One component of a release. */
export interface ComponentName {
  readonly product: string
  readonly version: string
  /** Without it, the only one of the release. */
  readonly component: string | undefined
}

/** A component as its signed release says it. Throws {@link UserError} that names what there is. */
export async function findComponent(
  repository: RepositoryFolder,
  { product, version, component }: ComponentName,
): Promise<Component> {
  const target = findRelease(repository.targets, product, version)
  if (target === undefined) {
    throw new UserError(`the repository has no release ${version} of ${product}: ${releasesText(repository)}`)
  }
  const { components } = decodeRelease(await repository.get(target.digest, target.bytes))
  const [only, ...others] = components.filter(({ name }) => component === undefined || name === component)
  if (only !== undefined && others.length === 0) return only
  const problem = component === undefined ? 'has several components' : `has no component ${component}`
  const names = components.map(({ name }) => name).join(', ')
  throw new UserError(`${product} ${version} ${problem}: choose with --component from ${names}`)
}

function releasesText({ targets }: RepositoryFolder): string {
  const releases = targets.filter(({ type }) => type === 'release')
  if (releases.length === 0) return 'it has none at all'
  return `choose from ${releases.map((release) => `${release.product} ${release.version}`).join(', ')}`
}
