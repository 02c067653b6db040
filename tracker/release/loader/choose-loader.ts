import { UserError } from '#core/errors.ts'
import { findRelease, type Loader, type MycelTarget } from '#core/metadata/target.ts'
import { newestBefore } from '#tracker/release/build-bases.ts'

/** What a builder says of the boot loader of a product's devices; `none`, that it applies no patches any more. */
export type LoaderChoice = Loader | 'none'

/** The choices, as the command line has them. */
export const loaderChoices: readonly LoaderChoice[] = ['bsdiff40', 'none']

/** Which release is built, and what was said of its loader. */
export interface LoaderQuestion {
  readonly product: string
  readonly version: string
  readonly loader?: LoaderChoice | undefined
}

/**
 * The loader that a release is signed for: the one that was named, else that of the release itself where it is published,
 * else that of the newest earlier one. Throws {@link UserError} where the release is published with another.
 */
export function chooseLoader(
  targets: readonly MycelTarget[],
  { product, version, loader }: LoaderQuestion,
): Loader | undefined {
  const published = findRelease(targets, product, version)
  const earlier = newestBefore(targets, product, version)
  const before = published ?? (earlier === undefined ? undefined : findRelease(targets, product, earlier))
  const chosen = loader === undefined ? before?.loader : loaderOf(loader)
  if (published !== undefined && published.loader !== chosen) {
    const signed = published.loader ?? 'none'
    throw new UserError(
      `${product} ${version} is published with the loader ${signed}: choose a new version, or leave --loader out`,
    )
  }
  return chosen
}

function loaderOf(choice: LoaderChoice): Loader | undefined {
  return choice === 'none' ? undefined : choice
}
