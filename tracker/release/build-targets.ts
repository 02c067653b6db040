import type { Release } from '#core/format/release.ts'
import type { DeltaTarget, ReleaseTarget } from '#core/metadata/target.ts'
import type { NewTarget } from '#tracker/release/repository.ts'

/** Which delta of which release. */
export type DeltaPlace = Pick<DeltaTarget, 'product' | 'version' | 'component' | 'baseVersion'>

/** The target of a release document. */
export function releaseTarget({ product, version }: Release, bytes: Uint8Array): NewTarget {
  return { path: `${product}/${version}/release`, bytes, custom: customOf({ type: 'release', product, version }) }
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

/** What `targetsOf` reads; foreign tools may sign fields of their own beside it. */
function customOf(mycel: FactsOf<ReleaseTarget> | FactsOf<DeltaTarget>): Record<string, unknown> {
  return { mycel }
}

type FactsOf<Target> = Omit<Target, 'path' | 'digest' | 'bytes'>
