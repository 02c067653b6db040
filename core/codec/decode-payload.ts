import { constants, zstdDecompressSync } from 'node:zlib'
import { check } from '#core/check.ts'
import { codecs, looksLikeTrainedDictionary, outputBytesMax } from '#core/codec/codec.ts'
import { FormatError } from '#core/errors.ts'
import { requireForm, requireSize } from '#core/format/bounds.ts'
import { sourceBytesMax } from '#core/format/delta.ts'

/** A payload and what decoding it takes. */
export interface EncodedChunks {
  /** The bytes that travelled, already known by their digest. */
  readonly payload: Uint8Array
  /** The base bytes that the delta names for it, extent after extent; empty for a full payload. */
  readonly sources: Uint8Array
  /** The length of the chunks that it makes, in bytes, 1 to {@link outputBytesMax}. */
  readonly outputBytes: number
}

/**
 * The chunks that a payload makes, one after the other: exactly `outputBytes`. Throws
 * {@link FormatError} on an unknown codec, damaged content, any other length, and sources that the
 * codec does not fit. Memory stays within `outputBytes` and zstd's own tables, whatever the payload says.
 */
export function decodePayload({ payload, sources, outputBytes }: EncodedChunks): Uint8Array {
  check(outputBytes >= 1 && outputBytes <= outputBytesMax, 'a payload is decoded to 1 byte to one large chunk')
  check(sources.byteLength <= sourceBytesMax, 'a payload is decoded with sources within their bound')
  requireSize('payload', payload)
  const [codec] = payload
  const content = payload.subarray(1)
  switch (codec) {
    case codecs.stored:
      requireForm('payload', sources.byteLength === 0, 'is stored, but the delta names base bytes for it')
      return requireLength(content.slice(), outputBytes)
    case codecs.zstd:
      requireForm('payload', sources.byteLength === 0, 'is no patch, but the delta names base bytes for it')
      return requireLength(decompress(content, undefined, outputBytes), outputBytes)
    case codecs.patch:
      requireForm('payload', sources.byteLength > 0, 'is a patch, but the delta names no base bytes for it')
      requireForm('payload', !looksLikeTrainedDictionary(sources), 'is a patch of a trained zstd dictionary')
      return requireLength(decompress(content, sources, outputBytes), outputBytes)
    case undefined:
      throw new FormatError('payload', 'is empty')
    default:
      throw new FormatError('payload', `has the unknown codec ${codec}: update mycel on this machine`)
  }
}

/** What zlib gives back with its option `info`. */
interface Decompressed {
  readonly buffer: Uint8Array
  /** How much of the input was read. */
  readonly engine: { readonly bytesWritten: number }
}

function decompress(frame: Uint8Array, dictionary: Uint8Array | undefined, outputBytes: number): Uint8Array {
  const { buffer, engine } = runZstd(frame, dictionary, outputBytes)
  // zstd stops at the end of the first frame, whatever follows.
  const surplus = frame.byteLength - engine.bytesWritten
  requireForm('payload', surplus === 0, `has ${surplus} bytes behind its zstd frame`)
  return buffer
}

function runZstd(frame: Uint8Array, dictionary: Uint8Array | undefined, outputBytes: number): Decompressed {
  try {
    const decompressed: unknown = zstdDecompressSync(frame, {
      ...(dictionary === undefined ? {} : { dictionary }),
      params: { [constants.ZSTD_d_windowLogMax]: windowLogFor(outputBytes) },
      maxOutputLength: outputBytes,
      // One byte more than is needed, so that zlib does not begin a second buffer when the first is full.
      chunkSize: Math.max(constants.Z_MIN_CHUNK, outputBytes + 1),
      info: true,
    })
    return decompressed as Decompressed
  } catch (cause) {
    const problem = `does not decompress to ${outputBytes} bytes (${(cause as Error).message})`
    throw new FormatError('payload', problem, { cause })
  }
}

/** A frame that states its size needs no larger window than its content; zstd's own minimum is 1 KiB. */
function windowLogFor(outputBytes: number): number {
  return Math.max(10, Math.ceil(Math.log2(outputBytes)))
}

function requireLength(chunks: Uint8Array, outputBytes: number): Uint8Array {
  requireForm(
    'payload',
    chunks.byteLength === outputBytes,
    `makes ${chunks.byteLength} bytes instead of ${outputBytes}`,
  )
  return chunks
}
