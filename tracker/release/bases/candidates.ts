import { compareVersions } from '#core/format/name.ts'
import type { FleetVersions } from '#tracker/release/bases/fleet-versions.ts'

/**
 * Which versions get a delta: every earlier one, the newest earlier one, those named, or with `auto` the last
 * releases and every version that the fleet reports.
 */
export type DeltaChoice = 'auto' | 'all' | 'newest' | readonly string[]

/** A version that deltas of a release may be built from. */
export interface BaseCandidate {
  readonly version: string
  /** How many devices run it; undefined where nobody counted. */
  readonly devices: number | undefined
  /**
   * Whether its deltas are built whatever they take: those of the newest earlier release, and of versions that were
   * named.
   */
  readonly isRequired: boolean
}

/** A version that no delta is built from, and why. */
export interface LeftOut {
  readonly version: string
  readonly devices: number | undefined
  readonly reason: LeftOutReason
  /** What its deltas would have taken of the budget, in bytes; only where they were over it. */
  readonly patchBytes?: number
}

/**
 * `not-recent`: older than the last releases, and nobody counted devices. `nobody-runs-it`: the same, and counted.
 * `not-published`: devices run it, and its image is not here. `too-many`: beyond {@link candidatesMax}.
 * `saves-nothing`: its deltas are no smaller than full payloads. `over-budget`: they are larger than what is left.
 */
export type LeftOutReason =
  | 'not-recent'
  | 'nobody-runs-it'
  | 'not-published'
  | 'too-many'
  | 'saves-nothing'
  | 'over-budget'

/** How many of the releases before a release count as recent, where nobody says otherwise. */
export const recentDefault = 3

/**
 * The most versions that the deltas of one release are built from, unless they are named: each takes minutes for a
 * large image.
 */
export const candidatesMax = 32

/** What candidates are found from. */
export interface CandidatesInput {
  /** The version that is built. */
  readonly version: string
  /** The versions of the product that are published. */
  readonly published: readonly string[]
  readonly from: DeltaChoice
  /** How many of the newest earlier releases `auto` builds from, whoever runs them. */
  readonly recent: number
  readonly fleet: FleetVersions | undefined
}

/**
 * The versions that deltas are tried from, newest first, and those that are not. Versions that are named are taken as
 * they are.
 */
export function findCandidates({ version, published, from, recent, fleet }: CandidatesInput): {
  readonly candidates: readonly BaseCandidate[]
  readonly leftOut: readonly LeftOut[]
} {
  if (typeof from !== 'string') return { candidates: [...new Set(from)].map(named), leftOut: [] }
  const earlier = earlierThan(published, version).toReversed()
  const newest = earlier.slice(0, 1)
  if (from === 'newest') return { candidates: newest.map(named), leftOut: [] }
  const wanted = earlier.filter((base) => from === 'all' || isInUse(base, { recent: earlier.slice(0, recent), fleet }))
  const tried = new Set([...newest, ...mostRun(wanted)].slice(0, candidatesMax))
  const candidates = earlier.filter((base) => tried.has(base))
  return {
    candidates: candidates.map((base) => ({ ...named(base), isRequired: newest.includes(base) })),
    leftOut: [...earlier.filter((base) => !tried.has(base)).map(untried), ...unpublished()],
  }

  function named(base: string): BaseCandidate {
    return { version: base, devices: devicesOn(base), isRequired: true }
  }

  function devicesOn(base: string): number | undefined {
    return fleet === undefined ? undefined : (fleet.get(base) ?? 0)
  }

  function mostRun(bases: readonly string[]): readonly string[] {
    // Sorting is stable: where equally many devices run two versions, the newer one stays first.
    return bases.toSorted((a, b) => (devicesOn(b) ?? 0) - (devicesOn(a) ?? 0)).filter((base) => !newest.includes(base))
  }

  function untried(base: string): LeftOut {
    const unwanted = fleet === undefined ? 'not-recent' : 'nobody-runs-it'
    return { version: base, devices: devicesOn(base), reason: wanted.includes(base) ? 'too-many' : unwanted }
  }

  function unpublished(): readonly LeftOut[] {
    const run = [...(fleet ?? [])].filter(([base, devices]) => devices > 0 && !published.includes(base))
    return run
      .filter(([base]) => compareVersions(base, version) < 0)
      .map(([base, devices]) => ({ version: base, devices, reason: 'not-published' }))
  }
}

/** Whether deltas from a version are worth having: it is one of the recent ones, or somebody runs it. */
export function isInUse(
  base: string,
  { recent, fleet }: { readonly recent: readonly string[]; readonly fleet: FleetVersions | undefined },
): boolean {
  return recent.includes(base) || (fleet?.get(base) ?? 0) > 0
}

/** The versions before `version`, oldest first. */
export function earlierThan(versions: readonly string[], version: string): readonly string[] {
  return versions.filter((other) => compareVersions(other, version) < 0).sort(compareVersions)
}
