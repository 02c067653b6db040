import type { Digest } from '#core/digest.ts'
import { compareVersions } from '#core/format/name.ts'
import type { BaseCandidate, LeftOut } from '#tracker/release/bases/candidates.ts'

/** A base whose deltas are made, not yet published: what they would save and what they would take. */
export interface MeasuredBase extends BaseCandidate {
  /** What travels to a device without any base: the full payloads of all components. */
  readonly fullBytes: number
  /**
   * What travels to a device that runs this version: indexes and payloads; full payloads where a component has no
   * delta.
   */
  readonly deltaBytes: number
  /**
   * What its deltas bring into the repository, by digest, each in bytes: patches, since full payloads are there
   * anyway.
   */
  readonly patches: ReadonlyMap<Digest, number>
}

/** What deltas of one release may take. */
export interface DeltaBudget {
  /** The most bytes of patches; `Infinity` where there is no budget. */
  readonly bytesMax: number
  /** Patches of this release that are published already: they count, and cost nothing again. */
  readonly published: ReadonlyMap<Digest, number>
}

/** Which bases are published. */
export interface ChosenBases {
  /** In the order in which they were chosen: required ones first, then by what they save. */
  readonly chosen: readonly MeasuredBase[]
  readonly leftOut: readonly LeftOut[]
}

/**
 * Chooses the bases that are worth their place. Those that are required come first, whatever they take; then those
 * that save most, by devices × bytes saved, as long as the budget lasts: one that does not fit leaves its place to a
 * smaller one, and one that takes nothing always fits.
 */
export function chooseBases(bases: readonly MeasuredBase[], { bytesMax, published }: DeltaBudget): ChosenBases {
  const stored = new Map(published)
  let takenBytes = sumOf(stored.values())
  const chosen: MeasuredBase[] = []
  const leftOut: LeftOut[] = []
  for (const base of bases.toSorted(byWorth)) {
    const { version, devices, patches } = base
    const added = [...patches].filter(([digest]) => !stored.has(digest))
    const patchBytes = sumOf(added.map(([, bytes]) => bytes))
    if (!base.isRequired && savedBytes(base) === 0) leftOut.push({ version, devices, reason: 'saves-nothing' })
    else if (!base.isRequired && patchBytes > 0 && takenBytes + patchBytes > bytesMax) {
      leftOut.push({ version, devices, reason: 'over-budget', patchBytes })
    } else {
      chosen.push(base)
      takenBytes += patchBytes
      for (const [digest, bytes] of added) stored.set(digest, bytes)
    }
  }
  return { chosen, leftOut }
}

/** What a device that runs this version is spared, in bytes; 0 where its deltas are no smaller than full payloads. */
export function savedBytes({ fullBytes, deltaBytes }: Pick<MeasuredBase, 'fullBytes' | 'deltaBytes'>): number {
  return Math.max(0, fullBytes - deltaBytes)
}

/** What the fleet is spared, in bytes. Where nobody counted devices, every version counts as one. */
export function fleetSavedBytes(base: Pick<MeasuredBase, 'devices' | 'fullBytes' | 'deltaBytes'>): number {
  return (base.devices ?? 1) * savedBytes(base)
}

function byWorth(a: MeasuredBase, b: MeasuredBase): number {
  return (
    Number(b.isRequired) - Number(a.isRequired) ||
    fleetSavedBytes(b) - fleetSavedBytes(a) ||
    savedBytes(b) - savedBytes(a) ||
    compareVersions(b.version, a.version)
  )
}

function sumOf(values: Iterable<number>): number {
  let sum = 0
  for (const value of values) sum += value
  return sum
}
