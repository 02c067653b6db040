import type { Root, Snapshot, Targets, Timestamp } from '@tufjs/models'
import type { TrustedFile } from '#core/metadata/read-metadata.ts'
import { readRoot, requireSigned } from '#core/metadata/read-metadata.ts'
import type { Versions } from '#core/metadata/versions.ts'
import { noVersions } from '#core/metadata/versions.ts'

/**
 * Metadata whose signatures and versions were checked, from the root down: every file that is here
 * is the one that the file above it names, except that targets and rollouts wait for their snapshot after a
 * new timestamp. Whether a file is still fresh is asked by `requireFresh`.
 */
export interface TrustedMetadata {
  readonly root: TrustedFile<Root>
  readonly timestamp: TrustedFile<Timestamp> | undefined
  readonly snapshot: TrustedFile<Snapshot> | undefined
  readonly targets: TrustedFile<Targets> | undefined
  /** Who may take a release now (the delegated role `rollouts`); undefined too where nobody ever rolled out anything. */
  readonly rollouts: TrustedFile<Targets> | undefined
  /** The lowest versions that are accepted from now on; never below those that are here. */
  readonly floor: Versions
}

/**
 * Trusts a root that came with the device (TUF 5.2), with the versions that were seen before.
 * Throws {@link MetadataRefused} unless it is signed by its own keys.
 */
export function trustRoot(content: Uint8Array, floor: Versions = noVersions): TrustedMetadata {
  const root = readRoot(content)
  requireSigned(root, root)
  return {
    root,
    timestamp: undefined,
    snapshot: undefined,
    targets: undefined,
    rollouts: undefined,
    floor: { ...floor, root: Math.max(floor.root, root.version) },
  }
}

/** The versions of what is trusted. */
export function versionsOf(trusted: TrustedMetadata): Versions {
  return {
    root: trusted.root.version,
    timestamp: trusted.timestamp?.version ?? 0,
    snapshot: trusted.snapshot?.version ?? 0,
    targets: trusted.targets?.version ?? 0,
    rollouts: trusted.rollouts?.version ?? 0,
  }
}
