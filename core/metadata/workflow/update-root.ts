import type { Root } from '@tufjs/models'
import type { MetadataRole } from '#core/metadata/metadata-refused.ts'
import { askAnotherSource, refuseUnless } from '#core/metadata/metadata-refused.ts'
import type { TrustedFile } from '#core/metadata/read-metadata.ts'
import { readRoot, requireSigned } from '#core/metadata/read-metadata.ts'
import type { TrustedMetadata } from '#core/metadata/trusted-metadata.ts'
import { noVersions } from '#core/metadata/versions.ts'

/** The highest version of a root: bounds the chain that a device walks. */
export const rootVersionMax = 1024

/** Takes over the next root of the chain (TUF 5.3). Throws {@link MetadataRefused}. */
export function updateRoot(trusted: TrustedMetadata, content: Uint8Array): TrustedMetadata {
  const { root: old, floor } = trusted
  const root = readRoot(content)
  // 5.3.4: signed by enough of the old root's keys, and of its own.
  requireSigned(old, root)
  requireSigned(root, root)
  refuseUnless(root.version === old.version + 1, {
    role: 'root',
    step: '5.3.5',
    problem: `it has version ${root.version} where ${old.version + 1} follows`,
    advice: askAnotherSource,
  })
  refuseUnless(root.version <= rootVersionMax, {
    role: 'root',
    step: '5.3.3',
    problem: `it has version ${root.version}, the highest that mycel follows is ${rootVersionMax}`,
    advice: 'provision the device again, with a new root',
  })
  // 5.3.11: whoever held a key that is now out may have signed huge versions, so these begin anew,
  // unless the floor was noted after the rotation.
  if (hasRotated('timestamp', old, root) || hasRotated('snapshot', old, root)) {
    const remembered = root.version > floor.root ? { ...noVersions, root: root.version } : floor
    const nothing = { timestamp: undefined, snapshot: undefined, targets: undefined, rollouts: undefined }
    return { root, ...nothing, floor: remembered }
  }
  // What a withdrawn release key has signed is not trusted under the new root.
  const isWithdrawn = hasRotated('targets', old, root)
  const targets = isWithdrawn ? undefined : trusted.targets
  const rollouts = isWithdrawn ? undefined : trusted.rollouts
  return { ...trusted, root, targets, rollouts, floor: { ...floor, root: Math.max(floor.root, root.version) } }
}

/** Whether a key that was good for a role no longer is. */
function hasRotated(role: MetadataRole, old: TrustedFile<Root>, next: TrustedFile<Root>): boolean {
  const keyIds = next.metadata.signed.roles[role]?.keyIDs ?? []
  return (old.metadata.signed.roles[role]?.keyIDs ?? []).some((keyId) => !keyIds.includes(keyId))
}
