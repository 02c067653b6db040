import { check } from '#core/check.ts'
import { codecs, outputBytesMax, runChunksMax } from '#core/codec/codec.ts'
import { type Decompressing, decompressing } from '#core/codec/decompress.ts'
import { decodingPatch, type Patch } from '#core/codec/patch.ts'
import { requireForm, requireSize } from '#core/format/bounds.ts'

/** A payload and what decoding it takes. */
export interface EncodedChunks {
  /** The bytes that travelled, already known by their digest. */
  readonly payload: Uint8Array
  /** Whether the delta calls it a patch. */
  readonly isPatch: boolean
  /** How many chunks it makes: one where it is no patch. */
  readonly chunkCount: number
  /** The length of its chunks together, in bytes, 1 to {@link outputBytesMax}. */
  readonly outputBytes: number
}

/** What a payload comes to: a chunk, or what makes some beside the base. */
export type DecodedChunks =
  | { readonly type: 'chunk'; readonly bytes: Uint8Array }
  | { readonly type: 'patch'; readonly patch: Patch }

/**
 * What a payload comes to. Throws {@link FormatError} on an unknown codec or one that the delta does not speak of,
 * damaged content and any other length. Memory stays within the bounds of `core/codec/codec.ts` and the tables of the
 * compressors, whatever the payload says.
 */
export function decodePayload(encoded: EncodedChunks): DecodedChunks {
  return decompressing(decodingPayload(encoded))
}

/** What {@link decodePayload} does; whoever carries it out decompresses. */
export function* decodingPayload(encoded: EncodedChunks): Decompressing<DecodedChunks> {
  const { payload, isPatch, chunkCount, outputBytes } = encoded
  check(outputBytes >= 1 && outputBytes <= outputBytesMax, 'a payload is decoded to 1 byte to one large run')
  check(chunkCount >= 1 && chunkCount <= (isPatch ? runChunksMax : 1), 'a payload makes the chunks of one run')
  requireSize('payload', payload)
  if (isPatch) return { type: 'patch', patch: yield* decodingPatch(payload, outputBytes) }
  requireForm('payload', payload[0] !== codecs.patch, 'is a patch, but the delta calls it a full payload')
  return { type: 'chunk', bytes: yield { subject: 'payload', bytes: payload, outputBytes } }
}

/** The chunk of a full payload, of 1 byte to one large chunk. Throws {@link FormatError} as {@link decodePayload} does. */
export function decodeFull(payload: Uint8Array, outputBytes: number): Uint8Array {
  const decoded = decodePayload({ payload, isPatch: false, chunkCount: 1, outputBytes })
  check(decoded.type === 'chunk', 'a full payload comes to a chunk')
  return decoded.bytes
}
