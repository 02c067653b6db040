import type { Stream } from '@libp2p/interface'
import { FrameStream } from '#adapters/libp2p/frame-stream.ts'
import type { ByteSource, Responder } from '#adapters/libp2p/mesh-handlers.ts'
import { fetchHeadBytesMax, idleFetchStreamMs } from '#adapters/libp2p/protocols.ts'
import type { Address } from '#core/address.ts'
import { check } from '#core/check.ts'
import { FormatError, messageOf } from '#core/errors.ts'
import type { Link } from '#core/exchange/contract.ts'
import { decodeFetch, encodeFetchAnswer, type FetchRequest, rangeBytesMax } from '#core/exchange/fetch-message.ts'
import { transferSilenceMs } from '#core/exchange/limits.ts'

/** What a fetch stream of a peer tells. */
export interface FetchServerEvents {
  request(address: Address, responder: Responder): void
  /** The peer broke the protocol; no more requests are read. */
  fault(reason: string): void
  /** Bytes could not be read here; the stream is reset. */
  sourceFailed(address: Address, reason: string): void
}

/**
 * Bytes of a frame of a body. The receiving yamux hands a frame on when all of it is there: over a slow link a large one
 * would look like silence, and hold up what is said meanwhile. Over a fast one small frames cost more than their bytes;
 * behind its own length (3 bytes) and the header of yamux (12) this one fills two messages of noise of 65,519 bytes.
 */
const bodyFrameBytes: Readonly<Record<Link, number>> = { wan: 32 * 1024, lan: 2 * 65_519 - 15 }

/** Requests that a peer may write ahead of the answers. */
const unreadBytesMax = 4 * 1024

/** A stream to answer on, and how fast it takes what is sent. */
interface Outlet {
  readonly frames: FrameStream
  /** The most bytes of one frame of a body. */
  readonly frameBytes: number
  /** No byte that leaves for this long ends the stream. */
  readonly silenceMs: number
}

/** Answers the requests of one stream of a peer, one after the other, until it closes or is idle for too long. */
export async function serveFetches(stream: Stream, link: Link, events: FetchServerEvents): Promise<void> {
  const frames = new FrameStream(stream, { frameBytesMax: fetchHeadBytesMax, unreadBytesMax })
  const out: Outlet = { frames, frameBytes: bodyFrameBytes[link], silenceMs: transferSilenceMs[link] }
  for (let request = await nextRequest(frames, events); request !== undefined; ) {
    const isUsable = await answerRequest(out, request, events)
    request = isUsable ? await nextRequest(frames, events) : undefined
  }
  frames.abort('no more requests')
}

async function nextRequest(frames: FrameStream, events: FetchServerEvents): Promise<FetchRequest | undefined> {
  try {
    const request = await frames.read(idleFetchStreamMs)
    return request === undefined ? undefined : decodeFetch(request.subarray())
  } catch (error) {
    if (error instanceof FormatError) events.fault(error.message)
    return undefined
  }
}

/** Has one request answered. False when the stream cannot carry another. */
function answerRequest(out: Outlet, { address, offset }: FetchRequest, events: FetchServerEvents): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  let isAnswered = false
  const begin = () => {
    check(!isAnswered, 'a request is answered once')
    isAnswered = true
  }
  events.request(address, {
    refuse: (reason) => {
      begin()
      void out.frames.write(encodeFetchAnswer({ type: reason }), out.silenceMs).then(resolve)
    },
    serve: async (source) => {
      begin()
      const readFailed = (error: unknown) => events.sourceFailed(address, messageOf(error))
      // Beyond the end there is nothing to go on from.
      const start = offset < source.totalBytes ? offset : 0
      const end = await sendSource(out, source, start, readFailed)
      resolve(end === source.totalBytes)
      return end - start
    },
  })
  return promise
}

/** Sends the answer and the bytes, range by range, each read only when the one before has left. Returns where it ended. */
async function sendSource(
  out: Outlet,
  source: ByteSource,
  start: number,
  readFailed: (error: unknown) => void,
): Promise<number> {
  const { totalBytes, rangeBytes = rangeBytesMax } = source
  // The answer travels with the first bytes: a packet of its own costs as much as some of them.
  let before: readonly Uint8Array[] = [encodeFetchAnswer({ type: 'found', totalBytes, offset: start })]
  let offset = start
  while (offset < totalBytes) {
    const bytes = Math.min(rangeBytes, totalBytes - offset)
    const range = await source.read(offset, bytes).catch(readFailed)
    if (range === undefined) break
    check(range.byteLength === bytes, 'a source reads as many bytes as it is asked for')
    const sentBytes = await sendRange(out, before, range)
    before = []
    offset += sentBytes
    if (sentBytes < bytes) break
  }
  return offset
}

/** Sends one range in frames, behind others. Returns the bytes of the range that left. */
async function sendRange({ frames, frameBytes, silenceMs }: Outlet, before: readonly Uint8Array[], range: Uint8Array) {
  let offset = 0
  while (offset < range.byteLength) {
    const frame = range.subarray(offset, offset + frameBytes)
    if (!(await frames.writeAll(offset === 0 ? [...before, frame] : [frame], silenceMs))) break
    offset += frame.byteLength
  }
  return offset
}
