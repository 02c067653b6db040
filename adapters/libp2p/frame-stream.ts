import type { Stream } from '@libp2p/interface'
import { Uint8ArrayList } from 'uint8arraylist'
import { check } from '#core/check.ts'
import { FormatError } from '#core/errors.ts'

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

/**
 * A libp2p stream as frames, each behind its length as a varint. One read and one write at a time. `lpStream` of
 * `@libp2p/utils` speaks the same, but reads a length byte by byte with an exception for all but the last: a tenth of
 * what a transfer costs its receiver.
 */
export class FrameStream {
  readonly #stream: Stream
  readonly #bounds: FrameBounds
  readonly #unread = new Uint8ArrayList()
  readonly #watchers = new Set<(bytes: number) => void>()
  #overflow: FormatError | undefined
  #silence: NodeJS.Timeout | undefined
  #wakeReader = () => {}
  #wakeWriter = () => {}

  constructor(stream: Stream, bounds: FrameBounds) {
    this.#stream = stream
    this.#bounds = bounds
    stream.addEventListener('message', ({ data }) => this.#arrive(data))
    stream.addEventListener('remoteCloseWrite', () => this.#wakeReader())
    stream.addEventListener('drain', () => this.#wakeWriter())
    stream.addEventListener('close', () => {
      this.#wakeReader()
      this.#wakeWriter()
    })
  }

  /** Whether both sides can still write. */
  get isOpen(): boolean {
    const { status, writeStatus, remoteWriteStatus } = this.#stream
    return status === 'open' && writeStatus === 'writable' && remoteWriteStatus === 'writable'
  }

  /** What has arrived and is not read yet. */
  get unreadBytes(): number {
    return this.#unread.byteLength
  }

  /**
   * The next frame, or undefined once the stream is closed, also in the middle of a frame.
   * Throws {@link StreamSilent} when no byte comes for `silenceMs`, {@link FormatError} on a frame out of bounds.
   */
  async read(silenceMs: number): Promise<Uint8ArrayList | undefined> {
    check(this.#silence === undefined, 'frames are read one after the other')
    let isSilent = false
    this.#silence = setTimeout(() => {
      isSilent = true
      this.#wakeReader()
    }, silenceMs)
    try {
      while (true) {
        const frame = this.#takeFrame()
        if (frame !== undefined || this.#hasEnded()) return frame
        if (isSilent) throw new StreamSilent(`nothing came for ${silenceMs / 1000} s`)
        const { promise, resolve } = Promise.withResolvers<void>()
        this.#wakeReader = resolve
        await promise
      }
    } finally {
      clearTimeout(this.#silence)
      this.#silence = undefined
    }
  }

  /** Calls `arrived` with the bytes of each arrival, length prefixes included. Returns the function that ends it. */
  watch(arrived: (bytes: number) => void): () => void {
    this.#watchers.add(arrived)
    return () => void this.#watchers.delete(arrived)
  }

  /** The other side was heard elsewhere: its silence here starts anew. */
  touch(): void {
    this.#silence?.refresh()
  }

  /** Takes nothing for so many ms; the silence that follows is not the other side's. */
  pause(ms: number): void {
    if (this.#stream.status !== 'open' || this.#stream.readStatus !== 'readable') return
    this.#stream.pause()
    setTimeout(() => {
      if (this.#stream.status === 'open' && this.#stream.readStatus === 'paused') this.#stream.resume()
      this.touch()
    }, ms)
  }

  /** Sends a frame; resolves when all of it left this stream, false when it closed or took nothing for `silenceMs`. */
  write(frame: Uint8Array, silenceMs: number): Promise<boolean> {
    return this.writeAll([frame], silenceMs)
  }

  /** Sends frames as {@link write} does, all of them at once. */
  async writeAll(frames: readonly Uint8Array[], silenceMs: number): Promise<boolean> {
    if (this.#stream.writeStatus !== 'writable') return false
    const parts = frames.flatMap((frame) => [encodeLength(frame.byteLength), frame])
    let hasRoom = this.#stream.send(new Uint8ArrayList(...parts))
    while (this.#stream.status === 'open' && (!hasRoom || this.#stream.writeBufferLength > 0)) {
      if (!(await this.#drained(silenceMs))) return false
      hasRoom = true
      // The stream sends in a microtask after the event.
      await Promise.resolve()
    }
    return this.#stream.status === 'open'
  }

  /** Resets the stream: nothing more is sent or read. */
  abort(reason: string): void {
    this.#stream.abort(new Error(reason))
  }

  #arrive(data: Uint8Array | Uint8ArrayList): void {
    this.touch()
    if (this.#overflow !== undefined) return
    this.#unread.append(data)
    if (this.#unread.byteLength > this.#bounds.unreadBytesMax) {
      this.#overflow = new FormatError('frame', `follows ${this.#unread.byteLength} bytes that are not read yet`)
      this.#unread.consume(this.#unread.byteLength)
      // Not while the stream hands out its message.
      queueMicrotask(() => this.abort('sends more than is read'))
    }
    for (const arrived of this.#watchers) arrived(data.byteLength)
    this.#wakeReader()
  }

  /** Takes the first frame out of what came, undefined while a part of it is missing. */
  #takeFrame(): Uint8ArrayList | undefined {
    if (this.#overflow !== undefined) throw this.#overflow
    const length = decodeLength(this.#unread)
    if (length === undefined) return undefined
    const { bytes, prefixBytes } = length
    const { frameBytesMax } = this.#bounds
    if (bytes > frameBytesMax) throw new FormatError('frame', `is too long: ${bytes} > ${frameBytesMax} bytes`)
    const end = prefixBytes + bytes
    if (this.#unread.byteLength < end) return undefined
    const frame = this.#unread.sublist(prefixBytes, end)
    this.#unread.consume(end)
    return frame
  }

  #hasEnded(): boolean {
    return this.#stream.remoteWriteStatus !== 'writable' && this.#stream.readBufferLength === 0
  }

  /** Resolves at the next sign that the stream takes more or has closed, false when none comes for `silenceMs`. */
  #drained(silenceMs: number): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const silence = setTimeout(() => resolve(false), silenceMs)
    this.#wakeWriter = () => resolve(true)
    return promise.finally(() => clearTimeout(silence))
  }
}

/** Throws {@link FormatError} on a length that goes on for too long. */
function decodeLength(unread: Uint8ArrayList): { readonly bytes: number; readonly prefixBytes: number } | undefined {
  let bytes = 0
  for (let index = 0; index < Math.min(unread.byteLength, lengthBytesMax); index++) {
    const byte = unread.get(index)
    bytes += (byte & 0x7f) * 2 ** (7 * index)
    if (byte < 0x80) return { bytes, prefixBytes: index + 1 }
  }
  if (unread.byteLength >= lengthBytesMax) throw new FormatError('frame', 'has an endless length')
  return undefined
}

function encodeLength(bytes: number): Uint8Array {
  check(bytes < 2 ** (7 * lengthBytesMax), 'a frame has a length that can be written')
  const prefix: number[] = []
  for (let rest = bytes; ; rest >>>= 7) {
    prefix.push(rest < 0x80 ? rest : (rest & 0x7f) | 0x80)
    if (rest < 0x80) return Uint8Array.from(prefix)
  }
}
