import { UserError } from '#core/errors.ts'
import type { SigningKey } from '#core/identity/signing-key.ts'
import type { TrustedMetadata } from '#core/metadata/trusted-metadata.ts'

/** Throws {@link UserError} unless root.json names these keys: what others sign, every device refuses. */
export function requireSigners(
  { root }: TrustedMetadata,
  signers: Readonly<Record<'snapshot' | 'timestamp', SigningKey>>,
  place: { readonly keys: string; readonly repository: string },
): void {
  for (const role of ['snapshot', 'timestamp'] as const) {
    if (root.metadata.signed.roles[role]?.keyIDs.includes(signers[role].keyId) === true) continue
    throw new UserError(
      `the ${role} key in ${place.keys} is not one that the root.json of the repository ${place.repository} names: ` +
        `use the keys that it was made with; 'mycel keys show ${place.keys}' prints the ids of these`,
    )
  }
}
