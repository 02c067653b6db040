import { check } from '#core/check.ts'
import { readMetadata, requireSigned } from '#core/metadata/read-metadata.ts'
import { readTargetList } from '#core/metadata/target-list.ts'
import type { TrustedMetadata } from '#core/metadata/trusted-metadata.ts'
import { namedTargets, requireNamed, requireNamedVersion } from '#core/metadata/workflow/named-file.ts'

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
