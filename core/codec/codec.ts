import { chunkBytesMax } from '#core/chunk-geometry.ts'

/**
 * What the first byte of a payload says about the rest of it (`docs/format.md`, Payload).
 *
 * - `stored`: the chunks themselves.
 * - `zstd`: one zstd frame (RFC 8878) of the chunks.
 * - `patch`: one zstd frame whose raw dictionary is the base bytes that the delta names for the payload.
 */
export const codecs = { stored: 0, zstd: 1, patch: 2 } as const

/** The most bytes that one payload may decode to: one chunk of the largest size, or a run of smaller ones. */
export const outputBytesMax = chunkBytesMax

/**
 * Whether zstd would take these base bytes for a trained dictionary (RFC 8878 §5) and not for raw
 * content. Such bytes cannot be the sources of a patch.
 */
export function looksLikeTrainedDictionary(sources: Uint8Array): boolean {
  return trainedDictionaryMagic.every((byte, index) => sources[index] === byte)
}

const trainedDictionaryMagic = [0x37, 0xa4, 0x30, 0xec]
