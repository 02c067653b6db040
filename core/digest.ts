import { createHash } from 'node:crypto'
import { FormatError } from '#core/errors.ts'

declare const brand: unique symbol

/** SHA-256 of some bytes, as 64 lowercase hex characters. */
export type Digest = string & { readonly [brand]: 'Digest' }

/** Length of a digest in its binary form, in bytes. */
export const digestBytesLength = 32

/** SHA-256 (FIPS 180-4) of `bytes`. */
export function sha256(bytes: Uint8Array): Digest {
  return createHash('sha256').update(bytes).digest('hex') as Digest
}

/** Hashes bytes that come in parts; `digest()` ends it. */
export class DigestStream {
  readonly #hash = createHash('sha256')

  update(bytes: Uint8Array): void {
    this.#hash.update(bytes)
  }

  digest(): Digest {
    return this.#hash.digest('hex') as Digest
  }
}

/** Reads a digest from text. Throws {@link FormatError} unless `text` is 64 lowercase hex characters. */
export function parseDigest(text: string): Digest {
  if (!/^[0-9a-f]{64}$/.test(text)) {
    throw new FormatError('digest', `expected 64 lowercase hex characters, got ${JSON.stringify(text.slice(0, 80))}`)
  }
  return text as Digest
}

/** Reads a digest from its 32 bytes. Throws {@link FormatError} on any other length. */
export function digestFromBytes(bytes: Uint8Array): Digest {
  if (bytes.byteLength !== digestBytesLength) {
    throw new FormatError('digest', `expected 32 bytes, got ${bytes.byteLength}`)
  }
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex') as Digest
}

/** The 32 bytes of a digest. */
export function bytesOfDigest(digest: Digest): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(digest, 'hex'))
}

/** A digest as people read it: its first 12 characters. */
export function shortDigest(digest: Digest): string {
  return digest.slice(0, 12)
}
