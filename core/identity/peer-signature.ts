import { createPublicKey, verify } from 'node:crypto'

/** The head of an Ed25519 public key in DER (RFC 8410 §4), before its 32 bytes. */
const publicKeyHead = Buffer.from('302a300506032b6570032100', 'hex')

/** Something that signs what its device says to its site, by Ed25519 (RFC 8032): 64 bytes. */
export type PeerSigner = (bytes: Uint8Array) => Uint8Array

/**
 * Whether the device with this public key of 32 bytes signed `bytes`. Devices hear dozens of such signatures when a
 * release comes, so they are checked by OpenSSL, which is many times faster than `signing-key.ts` and as strict.
 */
export function isPeerSigned(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.byteLength !== 32 || signature.byteLength !== 64) return false
  const key = createPublicKey({ key: Buffer.concat([publicKeyHead, publicKey]), format: 'der', type: 'spki' })
  return verify(null, bytes, key, signature)
}
