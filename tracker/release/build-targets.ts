import { UserError } from '#core/errors.ts'
import type { Release } from '#core/format/release.ts'
import { type ReleaseTerms, readTerms } from '#core/metadata/release-terms.ts'
import {
  type Bsdiff40Target,
  type DeltaTarget,
  findRelease,
  type Loader,
  type MycelTarget,
  type ReleaseTarget,
} from '#core/metadata/target.ts'
import type { NewTarget } from '#tracker/release/repository.ts'

/** Which delta of which release, or which BSDIFF40 patch. */
export type DeltaPlace = Pick<DeltaTarget, 'product' | 'version' | 'component' | 'baseVersion'>

/** The target of a release document, for devices of these terms with this loader. */
export function releaseTarget(
  { product, version }: Release,
  bytes: Uint8Array,
  loader?: Loader,
  { gated, securityEpoch, hardware, from }: ReleaseTerms = {},
): NewTarget {
  const facts = {
    type: 'release',
    product,
    version,
    ...(loader !== undefined && { loader }),
    ...(gated !== undefined && { gated }),
    ...(securityEpoch !== undefined && { securityEpoch }),
    ...(hardware !== undefined && { hardware }),
    ...(from !== undefined && { from }),
  } as const
  return { path: `${product}/${version}/release`, bytes, custom: customOf(facts) }
}

/** Which devices a release is built for; what is left out holds for all. */
export interface TermsChoice {
  readonly gated?: boolean | undefined
  readonly hardware?: readonly string[] | undefined
  /** A range of running versions. */
  readonly takesFrom?: string | undefined
}

/**
 * The terms that the target of a release is signed with. Throws {@link UserError} where the release is published with
 * others, and {@link FormatError} on a name or a range that is none.
 */
export function chooseTerms(
  targets: readonly MycelTarget[],
  { product, version, securityEpoch }: Release,
  { gated, hardware, takesFrom: from }: TermsChoice,
): ReleaseTerms {
  const epoch = securityEpoch > 0 ? { securityEpoch } : {}
  const wanted = readTerms(`${product}/${version}/release`, { gated, hardware, from, ...epoch })
  const published = findRelease(targets, product, version)
  const isChosen = gated !== undefined || hardware !== undefined || from !== undefined
  if (published !== undefined && isChosen && audience(published) !== audience(wanted)) {
    throw new UserError(
      `${product} ${version} is published for other devices: choose a new version, or leave --gated, --hardware and --takes-from out`,
    )
  }
  return published ?? wanted
}

/** What two releases for the same devices have alike. */
function audience({ gated, hardware, from }: ReleaseTerms): string {
  return JSON.stringify([gated, hardware, from])
}

/** The target of a delta document. */
export function deltaTarget(
  facts: DeltaPlace & Pick<DeltaTarget, 'baseImage' | 'image' | 'payloadBytes'>,
  bytes: Uint8Array,
): NewTarget {
  return { path: deltaPath(facts), bytes, custom: customOf({ type: 'delta', ...facts }) }
}

/** Where a delta is published. The path says for people what `custom` says for programs. */
export function deltaPath({ product, version, component, baseVersion }: DeltaPlace): string {
  return `${product}/${version}/${component}.from-${baseVersion}.delta`
}

/** The target of a BSDIFF40 patch. */
export function bsdiff40Target(
  facts: DeltaPlace & Pick<Bsdiff40Target, 'baseImage' | 'baseBytes' | 'image' | 'imageBytes'>,
  bytes: Uint8Array,
): NewTarget {
  return { path: bsdiff40Path(facts), bytes, custom: customOf({ type: 'bsdiff40', ...facts }) }
}

/** Where a BSDIFF40 patch is published. */
export function bsdiff40Path({ product, version, component, baseVersion }: DeltaPlace): string {
  return `${product}/${version}/${component}.from-${baseVersion}.bsdiff40`
}

/** What `targetsOf` reads; foreign tools may sign fields of their own beside it. */
function customOf(
  mycel: FactsOf<ReleaseTarget> | FactsOf<DeltaTarget> | FactsOf<Bsdiff40Target>,
): Record<string, unknown> {
  return { mycel }
}

type FactsOf<Target> = Omit<Target, 'path' | 'digest' | 'bytes'>
