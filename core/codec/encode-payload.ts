import { constants, zstdCompressSync } from 'node:zlib'
import { check } from '#core/check.ts'
import { codecs, looksLikeTrainedDictionary, outputBytesMax } from '#core/codec/codec.ts'
import { sourceBytesMax } from '#core/format/delta.ts'

/** The payload that carries `chunks` as they are: one byte longer. */
export function encodeStored(chunks: Uint8Array): Uint8Array {
  requireEncodable(chunks)
  return withCodec(codecs.stored, chunks)
}

/** The payload that makes `chunks` from nothing, at a zstd level of 1 to 22; stored where zstd does not help. */
export function encodeZstd(chunks: Uint8Array, level: number): Uint8Array {
  requireEncodable(chunks)
  const frame = zstdCompressSync(chunks, { params: frameParameters(level, chunks.byteLength) })
  return frame.byteLength < chunks.byteLength ? withCodec(codecs.zstd, frame) : encodeStored(chunks)
}

/** The payload that makes `chunks` from `sources`: base bytes, 1 to {@link sourceBytesMax}, extent after extent. */
export function encodePatch(chunks: Uint8Array, sources: Uint8Array, level: number): Uint8Array {
  requireEncodable(chunks)
  check(sources.byteLength >= 1 && sources.byteLength <= sourceBytesMax, 'a patch has sources within their bound')
  check(!looksLikeTrainedDictionary(sources), 'the sources of a patch are raw content to zstd')
  const params = frameParameters(level, sources.byteLength + chunks.byteLength)
  return withCodec(codecs.patch, zstdCompressSync(chunks, { params, dictionary: sources }))
}

/**
 * The window reaches back over everything; as the frame states its content size, zstd still asks
 * the decoder only for a window of that size. The digest of the payload makes a checksum pointless.
 */
function frameParameters(level: number, windowBytes: number): Record<number, number> {
  return {
    [constants.ZSTD_c_compressionLevel]: level,
    [constants.ZSTD_c_windowLog]: Math.max(windowLogMin, Math.ceil(Math.log2(windowBytes))),
    [constants.ZSTD_c_enableLongDistanceMatching]: 0,
    [constants.ZSTD_c_contentSizeFlag]: 1,
    [constants.ZSTD_c_checksumFlag]: 0,
  }
}

/** The smallest window that zstd knows (RFC 8878 §3.1.1.1.2). */
const windowLogMin = 10

function requireEncodable(chunks: Uint8Array): void {
  check(chunks.byteLength >= 1 && chunks.byteLength <= outputBytesMax, 'a payload makes 1 byte to one large chunk')
}

function withCodec(codec: number, content: Uint8Array): Uint8Array {
  const payload = new Uint8Array(1 + content.byteLength)
  payload[0] = codec
  payload.set(content, 1)
  return payload
}
