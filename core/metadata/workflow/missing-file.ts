import { unreachable } from '#core/check.ts'
import type { TrustedMetadata } from '#core/metadata/trusted-metadata.ts'
import { type NamedFile, namedRollouts, namedSnapshot, namedTargets } from '#core/metadata/workflow/named-file.ts'
import { updateSnapshot } from '#core/metadata/workflow/update-snapshot.ts'
import { updateRollouts, updateTargets } from '#core/metadata/workflow/update-targets.ts'

/** The first file below the timestamp that is named and not here, in the order of TUF 5.5 to 5.6.7; undefined where all are. */
export function missingFile({ timestamp, snapshot, targets, rollouts }: TrustedMetadata): NamedFile | undefined {
  if (timestamp === undefined) return undefined
  if (snapshot === undefined) return namedSnapshot(timestamp)
  if (targets === undefined) return namedTargets(snapshot)
  return rollouts === undefined ? namedRollouts(snapshot) : undefined
}

/** Takes over the file that {@link missingFile} names. Throws {@link MetadataRefused}. */
export function takeMissing(trusted: TrustedMetadata, { role }: NamedFile, content: Uint8Array): TrustedMetadata {
  switch (role) {
    case 'snapshot':
      return updateSnapshot(trusted, content)
    case 'targets':
      return updateTargets(trusted, content)
    case 'rollouts':
      return updateRollouts(trusted, content)
    default:
      return unreachable(role)
  }
}
