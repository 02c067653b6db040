import { Root } from '@tufjs/models'
import { Role } from '@tufjs/models/dist/role.js'
import type { SigningKey } from '#core/identity/signing-key.ts'
import { authoritiesField } from '#core/metadata/authorities.ts'
import { expiryText, publicKeyEntry, signMetadata, specVersion } from '#core/metadata/sign-metadata.ts'

/** How many years the first root.json is good for; devices that sleep longer need a newer one in time. */
const rootLifetimeYears = 10

/** The keys that a root.json names, and the one that signs it. */
export interface RootKeys {
  readonly root: SigningKey
  readonly targets: SigningKey
  readonly snapshot: SigningKey
  readonly timestamp: SigningKey
  readonly authority: SigningKey
}

/** The bytes of the first root.json: version 1, one key for each role. */
export function makeRoot(keys: RootKeys, now: Date): Uint8Array {
  const { root, targets, snapshot, timestamp, authority } = keys
  const roles = { root, targets, snapshot, timestamp }
  const expires = new Date(now)
  expires.setUTCFullYear(now.getUTCFullYear() + rootLifetimeYears)
  const signed = new Root({
    specVersion,
    version: 1,
    expires: expiryText(expires),
    consistentSnapshot: true,
    keys: Object.fromEntries(Object.values(roles).map((key) => [key.keyId, publicKeyEntry(key)])),
    roles: Object.fromEntries(
      Object.entries(roles).map(([role, key]) => [role, new Role({ keyIDs: [key.keyId], threshold: 1 })]),
    ),
    unrecognizedFields: authoritiesField([authority.publicKey]),
  })
  return signMetadata(signed, [root])
}
