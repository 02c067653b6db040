import { Key, Metadata, Signature } from '@tufjs/models'
import type { SigningKey } from '#core/identity/signing-key.ts'
import type { SignedPart } from '#core/metadata/read-metadata.ts'

/** The version of the TUF specification that mycel writes. */
export const specVersion = '1.0.31'

/** The bytes of a metadata file: `signed`, with a signature of its canonical JSON by each of `keys`. */
export function signMetadata(signed: SignedPart, keys: readonly SigningKey[]): Uint8Array {
  const metadata = new Metadata(signed)
  for (const key of keys) {
    metadata.sign((bytes) => new Signature({ keyID: key.keyId, sig: Buffer.from(key.sign(bytes)).toString('hex') }))
  }
  return new TextEncoder().encode(JSON.stringify(metadata.toJSON()))
}

/** A public key in the form that root.json lists it. */
export function publicKeyEntry(key: Pick<SigningKey, 'keyId' | 'publicKey'>): Key {
  const keyVal = { public: Buffer.from(key.publicKey).toString('hex') }
  return new Key({ keyID: key.keyId, keyType: 'ed25519', scheme: 'ed25519', keyVal })
}

/** An instant as TUF metadata writes it: UTC to the second (TUF 4.2.1). */
export function expiryText(expires: Date): string {
  return expires.toISOString().replace(/\.\d{3}Z$/, 'Z')
}
