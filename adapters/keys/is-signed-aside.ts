const { subtle } = globalThis.crypto

/**
 * Whether the device with this public key of 32 bytes signed `bytes` (RFC 8032): what `isPeerSigned` says, by the same
 * OpenSSL, on another thread. Whoever hears a whole fleet has its own thread free for the rest.
 */
export async function isSignedAside(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): Promise<boolean> {
  if (publicKey.byteLength !== 32 || signature.byteLength !== 64) return false
  const key = await subtle.importKey('raw', owned(publicKey), 'Ed25519', false, ['verify'])
  return subtle.verify('Ed25519', key, owned(signature), owned(bytes))
}

/** The types of Web Crypto leave memory out that threads share; none of this is such. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>
}
