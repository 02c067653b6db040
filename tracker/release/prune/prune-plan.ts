import { compareVersions } from '#core/format/name.ts'
import type { Bsdiff40Target, DeltaTarget, MycelTarget } from '#core/metadata/target.ts'
import { earlierThan, isInUse } from '#tracker/release/bases/candidates.ts'
import type { FleetVersions } from '#tracker/release/bases/fleet-versions.ts'

/** Which deltas of a product are kept. */
export interface PrunePolicy {
  readonly product: string
  /**
   * How many of the newest releases keep their deltas, and how many releases before each of them count as recent
   * bases; from 1.
   */
  readonly keep: number
  /** How many devices run each version. Without it, nobody knows that a base is not needed. */
  readonly fleet: FleetVersions | undefined
  /** Versions whose deltas all stay, whatever else holds: a rollout hands them out. */
  readonly protectedVersions: ReadonlySet<string>
}

/** A delta that nobody needs. */
export interface PrunedDelta {
  readonly target: DeltaTarget | Bsdiff40Target
  /**
   * `old-release`: it leads to a release that is not among the newest. `nobody-runs-it`: it begins at a version that
   * is neither recent nor run.
   */
  readonly reason: 'old-release' | 'nobody-runs-it'
}

/**
 * The deltas of a product that are not needed: those to old releases, and those to newer ones that `release build
 * --from auto` with the same counts would not build again.
 */
export function planPruning(targets: readonly MycelTarget[], policy: PrunePolicy): readonly PrunedDelta[] {
  const { product, keep, fleet, protectedVersions } = policy
  const mine = targets.filter((target) => target.product === product)
  const versions = mine.filter(({ type }) => type === 'release').map(({ version }) => version)
  const kept = versions.toSorted(compareVersions).slice(-keep)
  return mine
    .filter((target) => target.type !== 'release')
    .filter(({ version }) => !protectedVersions.has(version))
    .flatMap((target): readonly PrunedDelta[] => {
      if (!kept.includes(target.version)) return [{ target, reason: 'old-release' }]
      return isNeeded(target) ? [] : [{ target, reason: 'nobody-runs-it' }]
    })

  function isNeeded({ version, baseVersion }: PrunedDelta['target']): boolean {
    const earlier = earlierThan(versions, version)
    // A delta back to an earlier release is there because somebody named its base.
    if (fleet === undefined || !earlier.includes(baseVersion)) return true
    return isInUse(baseVersion, { recent: earlier.slice(-keep), fleet })
  }
}
