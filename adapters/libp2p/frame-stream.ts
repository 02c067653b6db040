import { once } from 'node:events'
import type { Stream } from '@libp2p/interface'
import type { LengthPrefixedStream } from '@libp2p/utils'
import { lpStream } from '@libp2p/utils'
import type { Uint8ArrayList } from 'uint8arraylist'
import { FormatError, messageOf } from '#core/errors.ts'

/** No byte came for too long. */
export class StreamSilent extends Error {
  override readonly name = 'StreamSilent'
}

/** How much a stream may ask of this node. */
export interface FrameBounds {
  readonly frameBytesMax: number
  /** Received bytes that wait to be read; a stream with more is reset. */
  readonly unreadBytesMax: number
}

/** Bytes of the longest length prefix: lengths under 2 MiB. */
const lengthBytesMax = 3

/** A libp2p stream as frames, each behind its length as a varint. One read and one write at a time. */
export class FrameStream {
  readonly #stream: Stream
  readonly #frames: LengthPrefixedStream<Stream>
  #silence: NodeJS.Timeout | undefined
  #stopWriting = () => {}

  constructor(stream: Stream, { frameBytesMax, unreadBytesMax }: FrameBounds) {
    this.#stream = stream
    this.#frames = lpStream(stream, {
      maxDataLength: frameBytesMax,
      maxBufferSize: unreadBytesMax,
      lengthDecoder: decodeLength,
    })
    stream.addEventListener('message', () => this.touch())
    stream.addEventListener('close', () => this.#stopWriting(), { once: true })
  }

  /** Whether both sides can still write. */
  get isOpen(): boolean {
    const { status, writeStatus, remoteWriteStatus } = this.#stream
    return status === 'open' && writeStatus === 'writable' && remoteWriteStatus === 'writable'
  }

  /**
   * The next frame, or undefined once the stream is closed, also in the middle of a frame.
   * Throws {@link StreamSilent} when no byte comes for `silenceMs`, {@link FormatError} on a frame out of bounds.
   */
  async read(silenceMs: number): Promise<Uint8ArrayList | undefined> {
    const silent = new AbortController()
    this.#silence = setTimeout(() => silent.abort(), silenceMs)
    try {
      return await this.#frames.read({ signal: silent.signal })
    } catch (error) {
      if (error instanceof FormatError) throw error
      if (silent.signal.aborted) throw new StreamSilent(`nothing came for ${silenceMs / 1000} s`)
      if (isOutOfBounds(error)) throw new FormatError('frame', messageOf(error), { cause: error })
      return undefined
    } finally {
      clearTimeout(this.#silence)
    }
  }

  /** Calls `arrived` with the bytes of each arrival, length prefixes included. Returns the function that ends it. */
  watch(arrived: (bytes: number) => void): () => void {
    const listener = (event: { readonly data: { readonly byteLength: number } }) => arrived(event.data.byteLength)
    this.#stream.addEventListener('message', listener)
    return () => this.#stream.removeEventListener('message', listener)
  }

  /** The other side was heard elsewhere: its silence here starts anew. */
  touch(): void {
    this.#silence?.refresh()
  }

  /** Sends a frame; resolves when all of it left this stream, false when it closed or took nothing for `silenceMs`. */
  async write(frame: Uint8Array, silenceMs: number): Promise<boolean> {
    const stuck = new AbortController()
    this.#stopWriting = () => stuck.abort()
    const silence = setTimeout(this.#stopWriting, silenceMs)
    try {
      await this.#frames.write(frame, { signal: stuck.signal })
      // lpStream is content with the first drain event, although part of the frame may still be here.
      while (this.#stream.writeBufferLength > 0) {
        silence.refresh()
        await once(this.#stream, 'drain', { signal: stuck.signal })
        // The stream sends in a microtask after the event.
        await Promise.resolve()
      }
      return this.#stream.status === 'open'
    } catch {
      return false
    } finally {
      clearTimeout(silence)
    }
  }

  /** Resets the stream: nothing more is sent or read. */
  abort(reason: string): void {
    this.#stream.abort(new Error(reason))
  }
}

/** lpStream reads on for ever while the length is incomplete, and asks for one more byte on a RangeError. */
function decodeLength(prefix: Uint8ArrayList): number {
  let length = 0
  for (let index = 0; index < prefix.byteLength; index++) {
    const byte = prefix.get(index)
    length += (byte & 0x7f) * 2 ** (7 * index)
    if (byte < 0x80) return length
  }
  if (prefix.byteLength >= lengthBytesMax) throw new FormatError('frame', 'has an endless length')
  throw new RangeError('the length goes on')
}

const outOfBounds: readonly string[] = [
  'InvalidMessageLengthError',
  'InvalidDataLengthError',
  'InvalidDataLengthLengthError',
  'StreamBufferError',
]

function isOutOfBounds(error: unknown): boolean {
  return error instanceof Error && outOfBounds.includes(error.name)
}
