import { chunkBytesMax } from '#core/chunk-geometry.ts'

/**
 * What the first byte of a payload, or of a section of one, says about the rest of it (`docs/format.md`, Payload).
 *
 * - `stored`: the bytes themselves.
 * - `zstd`: one zstd frame (RFC 8878).
 * - `patch`: what the chunks of a run have new, beside the base; of payloads only.
 * - `brotli`: one brotli stream (RFC 7932).
 */
export const codecs = { stored: 0, zstd: 1, patch: 2, brotli: 3 } as const

/** The most chunks that one payload makes: an aligned run of them. */
export const runChunksMax = 16

/** How many bytes of a chunk have the same rules of prediction: all sizes of chunks are multiples of it. */
export const rulesGrainBytes = 16 * 1024

/** The most bytes that the chunks of one payload have together. */
export const outputBytesMax = runChunksMax * chunkBytesMax

/** The most bytes that the sections of one patch decompress to, together: what a device holds in memory for it. */
export const sectionBytesMax = 8 * 1024 * 1024
