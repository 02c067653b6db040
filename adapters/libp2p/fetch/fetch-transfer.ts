import { FetchProgress } from '#adapters/exchange/fetch-progress.ts'
import type { FrameStream } from '#adapters/libp2p/frame-stream.ts'
import type { Address } from '#core/address.ts'
import { FormatError } from '#core/errors.ts'
import type { Refusal } from '#core/exchange/contract.ts'
import { decodeFetchAnswer, encodeFetch } from '#core/exchange/fetch-message.ts'

/** What has come of a fetch. It outlives the stream that it came on. */
export interface PartialBody {
  /** As long as the whole; empty until something comes. */
  content: Uint8Array
  receivedBytes: number
}

/** What is fetched. `bytes` is the exact length. */
export interface Transfer {
  readonly address: Address
  readonly bytes: number
  /** What is here already is not asked for; what comes is added to it. */
  readonly body: PartialBody
  /** No byte for this long ends it. */
  readonly silenceMs: number
  readonly onProgress: (receivedBytes: number) => void
  readonly pauseMs?: ((arrivedBytes: number) => number) | undefined
}

/**
 * Asks for one address on a stream and receives its bytes. `unanswered` when the stream closed before the answer.
 * Throws {@link FormatError} when the answer is not what it must be, {@link StreamSilent}, or an Error when the
 * stream closes before the last byte.
 */
export async function receiveFetch(
  frames: FrameStream,
  transfer: Transfer,
): Promise<Uint8Array | Refusal | 'unanswered'> {
  // A stream that was reset while it was idle shows it here or at the read.
  const { address, body, silenceMs } = transfer
  const isAsked = await frames.write(encodeFetch({ address, offset: body.receivedBytes }), silenceMs)
  const head = isAsked ? await frames.read(silenceMs) : undefined
  if (head === undefined) return 'unanswered'

  const answer = decodeFetchAnswer(head.subarray())
  if (answer.type !== 'found') return answer.type
  if (answer.totalBytes !== transfer.bytes) {
    throw new FormatError('fetch answer', `offers ${answer.totalBytes} bytes where ${transfer.bytes} are due`)
  }
  if (answer.offset !== body.receivedBytes && answer.offset !== 0) {
    throw new FormatError('fetch answer', `begins at ${answer.offset} where ${body.receivedBytes} was asked for`)
  }
  body.receivedBytes = answer.offset
  if (body.content.byteLength === 0) body.content = new Uint8Array(transfer.bytes)
  return receiveBody(frames, transfer)
}

async function receiveBody(
  frames: FrameStream,
  { bytes, body, silenceMs, onProgress, pauseMs = () => 0 }: Transfer,
): Promise<Uint8Array> {
  const progress = new FetchProgress(onProgress)
  let { receivedBytes } = body
  // The lengths of frames arrive, too.
  const add = (arrivedBytes: number) => {
    receivedBytes = Math.min(bytes, receivedBytes + arrivedBytes)
    progress.at(receivedBytes)
  }
  // What came together with the answer.
  if (frames.unreadBytes > 0) add(frames.unreadBytes)
  const unwatch = frames.watch((arrivedBytes) => {
    add(arrivedBytes)
    const ms = pauseMs(arrivedBytes)
    if (ms > 0) frames.pause(ms)
  })
  try {
    while (body.receivedBytes < bytes) {
      const range = await frames.read(silenceMs)
      if (range === undefined) throw new Error(`the stream closed after ${body.receivedBytes} of ${bytes} bytes`)
      if (range.byteLength === 0) throw new FormatError('fetch body', 'has an empty range')
      if (range.byteLength > bytes - body.receivedBytes) {
        throw new FormatError('fetch body', `is longer than ${bytes} bytes`)
      }
      for (const part of range) {
        body.content.set(part, body.receivedBytes)
        body.receivedBytes += part.byteLength
      }
    }
    return body.content
  } catch (error) {
    // What came of a fetch that fails was paid for.
    if (receivedBytes > 0) progress.tell(receivedBytes)
    throw error
  } finally {
    unwatch()
  }
}
