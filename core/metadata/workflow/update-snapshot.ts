import { Metadata, MetadataKind } from '@tufjs/models'
import { check } from '#core/check.ts'
import { readMetadata, requireNoRollback, requireSigned } from '#core/metadata/read-metadata.ts'
import type { TrustedMetadata } from '#core/metadata/trusted-metadata.ts'
import {
  namedRollouts,
  namedSnapshot,
  namedTargets,
  requireNamed,
  requireNamedVersion,
} from '#core/metadata/workflow/named-file.ts'

/** Takes over the snapshot that the timestamp names (TUF 5.5). Throws {@link MetadataRefused}. */
export function updateSnapshot(trusted: TrustedMetadata, content: Uint8Array): TrustedMetadata {
  const { root, timestamp, floor } = trusted
  check(timestamp !== undefined, 'a snapshot is read after its timestamp')
  const named = namedSnapshot(timestamp)
  requireNamed('5.5.2', named, content)
  const snapshot = readMetadata('snapshot', content, (json) => Metadata.fromJSON(MetadataKind.Snapshot, json))
  requireSigned(root, snapshot) // 5.5.3
  requireNamedVersion('5.5.4', named, snapshot.version)
  const targets = namedTargets(snapshot)
  const rollouts = namedRollouts(snapshot)
  const rolloutsVersion = rollouts?.version ?? 0
  // 5.5.5 compares every file of the snapshot; mycel uses these two. One that was named stays named.
  requireNoRollback({ role: 'targets', step: '5.5.5', version: targets.version, floor: floor.targets })
  requireNoRollback({ role: 'rollouts', step: '5.5.5', version: rolloutsVersion, floor: floor.rollouts })
  const hasTargets = trusted.targets?.digest === targets.digest
  return {
    root,
    timestamp,
    snapshot,
    targets: hasTargets ? trusted.targets : undefined,
    // New targets may have taken the key away that signed them: they are then verified anew.
    rollouts: hasTargets && trusted.rollouts?.digest === rollouts?.digest ? trusted.rollouts : undefined,
    floor: { ...floor, targets: targets.version, rollouts: rolloutsVersion },
  }
}
