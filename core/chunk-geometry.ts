import { FormatError } from '#core/errors.ts'

const kibibyte = 1024
const mebibyte = 1024 * kibibyte

/** The largest image, in bytes: 64 GiB, so that a manifest's page lists stay small. */
export const imageBytesMax = 64 * 1024 * mebibyte

/** The largest chunk, in bytes. */
export const chunkBytesMax = mebibyte

/** The sizes that a chunk can have, in bytes. */
export const chunkSizes: readonly number[] = [64 * kibibyte, 256 * kibibyte, chunkBytesMax]

/** How an image is cut: every chunk is `chunkBytes` long, the last one may be shorter. */
export interface ChunkGeometry {
  readonly imageBytes: number
  readonly chunkBytes: number
  readonly chunkCount: number
}

/** A half-open range of bytes in an image. */
export interface ByteRange {
  readonly offset: number
  readonly bytes: number
}

/** 1 MiB; 256 KiB under 16 MiB; 64 KiB under 1 MiB. */
function chunkBytesFor(imageBytes: number): number {
  if (imageBytes < mebibyte) return 64 * kibibyte
  return imageBytes < 16 * mebibyte ? 256 * kibibyte : mebibyte
}

/** Cuts an image into chunks. Throws {@link FormatError} on sizes outside the bounds. */
export function chunkGeometry(imageBytes: number, chunkBytes = chunkBytesFor(imageBytes)): ChunkGeometry {
  if (!Number.isSafeInteger(imageBytes) || imageBytes < 1 || imageBytes > imageBytesMax) {
    throw new FormatError('image', `its length must be 1 to ${imageBytesMax} bytes, not ${imageBytes}`)
  }
  if (!chunkSizes.includes(chunkBytes)) {
    throw new FormatError('image', `a chunk is 64 KiB, 256 KiB or 1 MiB, not ${chunkBytes} bytes`)
  }
  return { imageBytes, chunkBytes, chunkCount: Math.ceil(imageBytes / chunkBytes) }
}

/** Where chunk `index` stands in its image. */
export function chunkRange(geometry: ChunkGeometry, index: number): ByteRange {
  const offset = index * geometry.chunkBytes
  return { offset, bytes: Math.min(geometry.chunkBytes, geometry.imageBytes - offset) }
}
