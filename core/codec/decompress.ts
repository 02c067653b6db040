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

/** What zlib is to be called with, and with its options as they are: they bound its memory. */
export interface ZlibCall {
  readonly codec: 'zstd' | 'brotli'
  readonly content: Uint8Array
  readonly options: {
    readonly maxOutputLength: number
    readonly chunkSize: number
    readonly info: true
    readonly params?: Record<number, number>
  }
}

/** Work that yields what it needs decompressed, one after the other, and goes on with what that comes to. */
export type Decompressing<Result> = Generator<Compressed, Result, Uint8Array>

/**
 * Does such work in this thread: some bytes come to exactly their `outputBytes`. Throws {@link FormatError} on a codec that
 * does not compress, damaged content, any other length, and bytes behind the end. Memory stays within `outputBytes` and
 * the tables of the codec, with a window of 16 MiB at most, whatever the bytes say.
 */
export function decompressing<Result>(work: Decompressing<Result>): Result {
  let step = work.next()
  while (step.done !== true) step = work.next(decompress(step.value))
  return step.value
}

function decompress(compressed: Compressed): Uint8Array {
  const call = zlibCallFor(compressed)
  if (call instanceof Uint8Array) return call
  const { codec, content, options } = call
  try {
    const run = codec === 'zstd' ? zstdDecompressSync : brotliDecompressSync
    return checkedOutput(compressed, run(content, options))
  } catch (cause) {
    throw refusal(compressed, cause)
  }
}

/** How zlib decompresses some bytes, or these bytes where they are not compressed. Throws {@link FormatError}. */
export function zlibCallFor({ subject, bytes, outputBytes }: Compressed): ZlibCall | Uint8Array {
  const [codec] = bytes
  const content = bytes.subarray(1)
  switch (codec) {
    case codecs.stored:
      return requireLength(subject, content.slice(), outputBytes)
    case codecs.zstd:
      return { codec: 'zstd', content, options: { ...withinBounds(outputBytes), params: zstdParameters(outputBytes) } }
    case codecs.brotli:
      return { codec: 'brotli', content, options: withinBounds(outputBytes) }
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

/** What zlib made of some bytes. Throws {@link FormatError} where it is not what they are said to come to. */
export function checkedOutput({ subject, bytes, outputBytes }: Compressed, output: unknown): Uint8Array {
  const { buffer, engine } = output as Decompressed
  // Both codecs stop at the end of their first stream, whatever follows.
  const surplus = bytes.byteLength - 1 - engine.bytesWritten
  requireForm(subject, surplus === 0, `has ${surplus} bytes behind its compressed content`)
  return requireLength(subject, buffer, outputBytes)
}

/** What to throw where zlib or {@link checkedOutput} threw. */
export function refusal({ subject, outputBytes }: Compressed, cause: unknown): FormatError {
  if (cause instanceof FormatError) return cause
  return new FormatError(subject, `does not decompress to ${outputBytes} bytes (${messageOf(cause)})`, { cause })
}

function zstdParameters(outputBytes: number): Record<number, number> {
  // A frame that states its size needs no larger window than its content; zstd's own minimum is 1 KiB.
  const windowLog = Math.min(24, Math.max(10, Math.ceil(Math.log2(outputBytes))))
  return { [constants.ZSTD_d_windowLogMax]: windowLog }
}

function withinBounds(outputBytes: number) {
  return {
    maxOutputLength: outputBytes,
    // One byte more than is needed, so that zlib does not begin a second buffer when the first is full.
    chunkSize: Math.max(constants.Z_MIN_CHUNK, outputBytes + 1),
    info: true as const,
  }
}

function requireLength(subject: string, made: Uint8Array, outputBytes: number): Uint8Array {
  requireForm(subject, made.byteLength === outputBytes, `makes ${made.byteLength} bytes instead of ${outputBytes}`)
  return made
}
