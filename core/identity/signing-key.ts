import { createHash } from 'node:crypto'
import { getPublicKey, hashes, sign, verify } from '@noble/ed25519'
import type { Digest } from '#core/digest.ts'
import { sha256 } from '#core/digest.ts'
import { requireForm } from '#core/format/bounds.ts'

// noble leaves SHA-512 of its synchronous functions to the application.
hashes.sha512 = (message) => new Uint8Array(createHash('sha512').update(message).digest())

/** Something that signs by Ed25519 (RFC 8032): a key file, or later a token that never shows its key. */
export interface SigningKey {
  /** 32 bytes. */
  readonly publicKey: Uint8Array
  readonly keyId: Digest
  /** The signature of `bytes`, 64 bytes. */
  sign(bytes: Uint8Array): Uint8Array
}

/** Length of an Ed25519 seed, in bytes (RFC 8032 §5.1.5). */
const seedLength = 32

/** Length of an Ed25519 public key, in bytes. */
const publicKeyLength = 32

/** Length of an Ed25519 signature, in bytes. */
const signatureLength = 64

/** The key that a seed of {@link seedLength} bytes stands for. Throws {@link FormatError} on any other length. */
export function signingKeyFromSeed(seed: Uint8Array): SigningKey {
  requireForm('signing key', seed.byteLength === seedLength, `a seed has ${seedLength} bytes, got ${seed.byteLength}`)
  const publicKey = getPublicKey(seed)
  return { publicKey, keyId: keyIdOf(publicKey), sign: (bytes) => sign(bytes, seed) }
}

/**
 * Whether `signature` of `bytes` was made with the key of `publicKey`. Strict (RFC 8032 §5.1.7, not
 * ZIP 215): one key and message have one accepted form of signature. A wrong length is false.
 */
export function isSignedBy({ publicKey, signature, bytes }: SignatureCheck): boolean {
  if (publicKey.byteLength !== publicKeyLength || signature.byteLength !== signatureLength) return false
  return verify(signature, bytes, publicKey, { zip215: false })
}

/** What {@link isSignedBy} compares. */
export interface SignatureCheck {
  readonly publicKey: Uint8Array
  readonly signature: Uint8Array
  readonly bytes: Uint8Array
}

/** The name of a public key in TUF metadata: SHA-256 of its canonical JSON (TUF 4.2). */
export function keyIdOf(publicKey: Uint8Array): Digest {
  const keyval = { public: Buffer.from(publicKey).toString('hex') }
  // Canonical JSON: names in order, no spaces.
  return sha256(Buffer.from(JSON.stringify({ keytype: 'ed25519', keyval, scheme: 'ed25519' })))
}
