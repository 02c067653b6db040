/** A version number of each metadata file; 0 where there is none yet. */
export interface Versions {
  readonly root: number
  readonly timestamp: number
  readonly snapshot: number
  readonly targets: number
  readonly rollouts: number
}

/** No version of anything. */
export const noVersions: Versions = { root: 0, timestamp: 0, snapshot: 0, targets: 0, rollouts: 0 }

/**
 * The lowest versions that are still accepted, kept apart from the metadata itself: whoever loses or
 * resets the metadata still refuses older ones. A write is merged by {@link raiseFloor} and is
 * durable when it resolves.
 */
export interface VersionFloor {
  read(): Promise<Versions | undefined>
  write(versions: Versions): Promise<void>
}

/**
 * The floor after `versions` were verified. No number is lowered, but for one case: a newer root
 * begins the other numbers anew, so that a vendor recovers from a thief who signed a huge version
 * with an online key (TUF 5.3.11). The root itself never goes back.
 */
export function raiseFloor(floor: Versions, versions: Versions): Versions {
  if (versions.root > floor.root) return versions
  return {
    root: floor.root,
    timestamp: Math.max(floor.timestamp, versions.timestamp),
    snapshot: Math.max(floor.snapshot, versions.snapshot),
    targets: Math.max(floor.targets, versions.targets),
    rollouts: Math.max(floor.rollouts, versions.rollouts),
  }
}
