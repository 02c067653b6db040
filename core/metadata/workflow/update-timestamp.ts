import { Metadata, MetadataKind } from '@tufjs/models'
import { askAnotherSource, refuseUnless } from '#core/metadata/metadata-refused.ts'
import { readMetadata, requireNoRollback, requireSigned } from '#core/metadata/read-metadata.ts'
import type { TrustedMetadata } from '#core/metadata/trusted-metadata.ts'
import { namedSnapshot } from '#core/metadata/workflow/named-file.ts'

/**
 * Takes over a timestamp (TUF 5.4). Returns `trusted` itself where the version is the trusted one:
 * that is no news. Throws {@link MetadataRefused}.
 */
export function updateTimestamp(trusted: TrustedMetadata, content: Uint8Array): TrustedMetadata {
  const { root, floor } = trusted
  // Keys of a root that is known to be outdated prove nothing.
  refuseUnless(root.version >= floor.root, {
    role: 'root',
    step: '5.3.5',
    problem: `the chain of roots ends at version ${root.version}, and version ${floor.root} was seen before`,
    advice: askAnotherSource,
  })
  const timestamp = readMetadata('timestamp', content, (json) => Metadata.fromJSON(MetadataKind.Timestamp, json))
  requireSigned(root, timestamp) // 5.4.2
  requireNoRollback({ role: 'timestamp', step: '5.4.3', version: timestamp.version, floor: floor.timestamp })
  if (timestamp.version === trusted.timestamp?.version) return trusted
  const named = namedSnapshot(timestamp)
  requireNoRollback({ role: 'snapshot', step: '5.4.3', version: named.version, floor: floor.snapshot })
  return {
    root,
    timestamp,
    snapshot: trusted.snapshot?.digest === named.digest ? trusted.snapshot : undefined,
    // The snapshot decides whether they stay: a renewal changes the two files above them only.
    targets: trusted.targets,
    rollouts: trusted.rollouts,
    floor: { ...floor, timestamp: timestamp.version, snapshot: named.version },
  }
}
