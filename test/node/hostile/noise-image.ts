import { createCipheriv, createHash } from 'node:crypto'

/** Bytes that do not compress, at 1 GB/s, the same on every run for one seed. */
export function noiseImage(seed: number | string, bytes: number): Uint8Array {
  const key = createHash('sha256').update(`mycel noise ${seed}`).digest()
  return new Uint8Array(createCipheriv('aes-256-ctr', key, new Uint8Array(16)).update(new Uint8Array(bytes)))
}
