import { Metadata, MetadataKind } from '@tufjs/models'
import { check } from '#core/check.ts'
import { readMetadata, requireNoRollback, requireSigned } from '#core/metadata/read-metadata.ts'
import type { TrustedMetadata } from '#core/metadata/trusted-metadata.ts'
import { namedSnapshot, namedTargets, requireNamed, requireNamedVersion } from '#core/metadata/workflow/named-file.ts'

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
  // Of the files that 5.5.5 compares, targets.json is the one that mycel uses: it follows no delegations.
  requireNoRollback({ role: 'targets', step: '5.5.5', version: targets.version, floor: floor.targets })
  return {
    root,
    timestamp,
    snapshot,
    targets: trusted.targets?.digest === targets.digest ? trusted.targets : undefined,
    floor: { ...floor, targets: targets.version },
  }
}
