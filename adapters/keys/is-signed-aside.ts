import type { webcrypto } from 'node:crypto'

const { subtle } = globalThis.crypto

/** The keys that were read, while somebody holds their bytes: those of authorities are asked for again and again. */
const keys = new WeakMap<Uint8Array, Promise<webcrypto.CryptoKey>>()

/**
 * Whether the device with this public key of 32 bytes signed `bytes` (RFC 8032): what `isPeerSigned` says, by the same
 * OpenSSL, on another thread. Whoever hears a whole fleet has its own thread free for the rest.
 */
export async function isSignedAside(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): Promise<boolean> {
  if (publicKey.byteLength !== 32 || signature.byteLength !== 64) return false
  return subtle.verify('Ed25519', await keyOf(publicKey), owned(signature), owned(bytes))
}

function keyOf(publicKey: Uint8Array): Promise<webcrypto.CryptoKey> {
  const known = keys.get(publicKey)
  if (known !== undefined) return known
  const key = subtle.importKey('raw', owned(publicKey), 'Ed25519', false, ['verify'])
  keys.set(publicKey, key)
  return key
}

/** The types of Web Crypto leave memory out that threads share; none of this is such. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>
}
