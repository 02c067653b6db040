import { brotliCompressSync, constants, zstdCompressSync } from 'node:zlib'
import { codecs } from '#core/codec/codec.ts'

/** How much work compressing takes. */
export interface Effort {
  /** A zstd level, 1 to 22; not used where there is a brotli quality. */
  readonly zstdLevel: number
  /** A brotli quality, 0 to 11; undefined for zstd. */
  readonly brotliQuality: number | undefined
}

/** For bytes that every device pays for: brotli leaves some 8 % less of code and of differences than zstd at its best. */
export const greatEffort: Effort = { zstdLevel: 19, brotliQuality: 11 }

const guessQuality = 5

/** To find out about how small something gets. */
export const guessEffort: Effort = { zstdLevel: 3, brotliQuality: guessQuality }

/** Some bytes in their compressed form: the codec, then its content. Stored where it does not help. */
export function compress(bytes: Uint8Array, { zstdLevel, brotliQuality }: Effort): Uint8Array {
  const stored = withCodec(codecs.stored, bytes)
  const compressed =
    brotliQuality === undefined
      ? withCodec(codecs.zstd, zstdCompressSync(bytes, { params: zstdParameters(zstdLevel, bytes.byteLength) }))
      : withCodec(codecs.brotli, compressBrotli(bytes, worthwhileQuality(bytes, brotliQuality)))
  return compressed.byteLength < stored.byteLength ? compressed : stored
}

/** The best quality takes three times as long as the one below, which many bytes that hardly shrink are not worth. */
function worthwhileQuality(bytes: Uint8Array, quality: number): number {
  if (quality <= denseQuality || bytes.byteLength < manyBytesMin) return quality
  const guess = compressBrotli(bytes, guessQuality)
  return guess.byteLength > bytes.byteLength * denseShare ? denseQuality : quality
}

/** Fewer bytes than this take a second at most. */
const manyBytesMin = 256 * 1024

/** Bytes of which a guess leaves more than this share get hardly one per cent smaller with more effort. */
const denseShare = 0.6

/** What is left out above it, of brotli, is the second search for the cheapest matches. */
const denseQuality = 10

function compressBrotli(bytes: Uint8Array, quality: number): Uint8Array {
  return brotliCompressSync(bytes, { params: brotliParameters(quality, bytes.byteLength) })
}

/** The frame states its content size, so that the decoder needs no larger window. Its digest makes a checksum pointless. */
function zstdParameters(level: number, bytes: number): Record<number, number> {
  return {
    [constants.ZSTD_c_compressionLevel]: level,
    [constants.ZSTD_c_windowLog]: logWithin(bytes, { min: 10, max: windowLogMax }),
    [constants.ZSTD_c_enableLongDistanceMatching]: 0,
    [constants.ZSTD_c_contentSizeFlag]: 1,
    [constants.ZSTD_c_checksumFlag]: 0,
  }
}

function brotliParameters(quality: number, bytes: number): Record<number, number> {
  return {
    [constants.BROTLI_PARAM_QUALITY]: quality,
    [constants.BROTLI_PARAM_LGWIN]: logWithin(bytes, { min: constants.BROTLI_MIN_WINDOW_BITS, max: windowLogMax }),
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes,
  }
}

/** A window of 16 MiB: what a device can afford, and all that brotli has (RFC 7932 §9.1). */
const windowLogMax = 24

function logWithin(bytes: number, { min, max }: { readonly min: number; readonly max: number }): number {
  return Math.min(max, Math.max(min, Math.ceil(Math.log2(Math.max(1, bytes)))))
}

function withCodec(codec: number, content: Uint8Array): Uint8Array {
  const coded = new Uint8Array(1 + content.byteLength)
  coded[0] = codec
  coded.set(content, 1)
  return coded
}
