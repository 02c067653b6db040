import { brotliDecompressSync, constants, zstdDecompressSync } from 'node:zlib'
import { codecs } from '#core/codec/codec.ts'
import { FormatError, messageOf } from '#core/errors.ts'
import { requireForm } from '#core/format/bounds.ts'

/** Bytes behind their codec, and how many they come to. */
export interface Compressed {
  /** What they are part of: `payload`, `delta`. */
  readonly subject: string
  readonly bytes: Uint8Array
  readonly outputBytes: number
}

/**
 * What some bytes decompress to: exactly `outputBytes`. Throws {@link FormatError} on a codec that does not compress,
 * damaged content, any other length, and bytes behind the end. Memory stays within `outputBytes` and the tables of the
 * codec, with a window of 16 MiB at most, whatever the bytes say.
 */
export function decompress({ subject, bytes, outputBytes }: Compressed): Uint8Array {
  const [codec] = bytes
  const content = bytes.subarray(1)
  switch (codec) {
    case codecs.stored:
      return requireLength(subject, content.slice(), outputBytes)
    case codecs.zstd:
      return requireLength(subject, run(subject, content, outputBytes, runZstd), outputBytes)
    case codecs.brotli:
      return requireLength(subject, run(subject, content, outputBytes, runBrotli), outputBytes)
    case undefined:
      throw new FormatError(subject, 'is empty')
    default:
      throw new FormatError(subject, `has the unknown codec ${codec}: update mycel on this machine`)
  }
}

/** What zlib gives back with its option `info`. */
interface Decompressed {
  readonly buffer: Uint8Array
  /** How much of the input was read. */
  readonly engine: { readonly bytesWritten: number }
}

function run(
  subject: string,
  content: Uint8Array,
  outputBytes: number,
  codec: (content: Uint8Array, outputBytes: number) => unknown,
): Uint8Array {
  const { buffer, engine } = attempt(subject, outputBytes, () => codec(content, outputBytes) as Decompressed)
  // Both codecs stop at the end of their first stream, whatever follows.
  const surplus = content.byteLength - engine.bytesWritten
  requireForm(subject, surplus === 0, `has ${surplus} bytes behind its compressed content`)
  return buffer
}

function attempt<Value>(subject: string, outputBytes: number, decompressing: () => Value): Value {
  try {
    return decompressing()
  } catch (cause) {
    throw new FormatError(subject, `does not decompress to ${outputBytes} bytes (${messageOf(cause)})`, { cause })
  }
}

function runZstd(content: Uint8Array, outputBytes: number): unknown {
  // A frame that states its size needs no larger window than its content; zstd's own minimum is 1 KiB.
  const windowLog = Math.min(24, Math.max(10, Math.ceil(Math.log2(outputBytes))))
  return zstdDecompressSync(content, {
    ...withinBounds(outputBytes),
    params: { [constants.ZSTD_d_windowLogMax]: windowLog },
  })
}

function runBrotli(content: Uint8Array, outputBytes: number): unknown {
  return brotliDecompressSync(content, withinBounds(outputBytes))
}

function withinBounds(outputBytes: number) {
  return {
    maxOutputLength: outputBytes,
    // One byte more than is needed, so that zlib does not begin a second buffer when the first is full.
    chunkSize: Math.max(constants.Z_MIN_CHUNK, outputBytes + 1),
    info: true,
  }
}

function requireLength(subject: string, made: Uint8Array, outputBytes: number): Uint8Array {
  requireForm(subject, made.byteLength === outputBytes, `makes ${made.byteLength} bytes instead of ${outputBytes}`)
  return made
}
