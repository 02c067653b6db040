import { check } from '#core/check.ts'
import { readMetadata, requireSigned } from '#core/metadata/read-metadata.ts'
import { readTargetList } from '#core/metadata/target-list.ts'
import type { TrustedMetadata } from '#core/metadata/trusted-metadata.ts'
import { namedRollouts, namedTargets, requireNamed, requireNamedVersion } from '#core/metadata/workflow/named-file.ts'

/** Takes over the targets that the snapshot names (TUF 5.6). Throws {@link MetadataRefused}. */
export function updateTargets(trusted: TrustedMetadata, content: Uint8Array): TrustedMetadata {
  check(trusted.snapshot !== undefined, 'targets are read after their snapshot')
  const named = namedTargets(trusted.snapshot)
  requireNamed('5.6.2', named, content)
  const targets = readMetadata('targets', content, readTargetList)
  requireSigned(trusted.root, targets) // 5.6.3
  requireNamedVersion('5.6.4', named, targets.version)
  return { ...trusted, targets }
}

/**
 * Takes over the rollouts that the snapshot names, signed by the keys that the targets delegate to (TUF 5.6.7).
 * Throws {@link MetadataRefused}.
 */
export function updateRollouts(trusted: TrustedMetadata, content: Uint8Array): TrustedMetadata {
  const { snapshot, targets } = trusted
  check(snapshot !== undefined && targets !== undefined, 'rollouts are read after their targets')
  const named = namedRollouts(snapshot)
  check(named !== undefined, 'rollouts are read where the snapshot names them')
  requireNamed('5.6.7', named, content)
  const rollouts = readMetadata('rollouts', content, readTargetList)
  requireSigned(targets, rollouts)
  requireNamedVersion('5.6.7', named, rollouts.version)
  return { ...trusted, rollouts }
}
