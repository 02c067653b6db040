import { check } from '#core/check.ts'
import { chunkBytesMax } from '#core/chunk-geometry.ts'
import { codecs } from '#core/codec/codec.ts'
import { compress } from '#core/codec/compress.ts'

/** The payload that carries a chunk as it is: one byte longer. */
export function encodeStored(chunk: Uint8Array): Uint8Array {
  requireEncodable(chunk)
  const payload = new Uint8Array(1 + chunk.byteLength)
  payload[0] = codecs.stored
  payload.set(chunk, 1)
  return payload
}

/** The payload that makes a chunk from nothing, at a zstd level of 1 to 22; stored where zstd does not help. */
export function encodeZstd(chunk: Uint8Array, level: number): Uint8Array {
  requireEncodable(chunk)
  return compress(chunk, { zstdLevel: level, brotliQuality: undefined })
}

function requireEncodable(chunk: Uint8Array): void {
  check(chunk.byteLength >= 1 && chunk.byteLength <= chunkBytesMax, 'a full payload makes 1 byte to one large chunk')
}
