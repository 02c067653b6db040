import { FetchProgress } from '#adapters/exchange/fetch-progress.ts'
import type { FrameStream } from '#adapters/libp2p/frame-stream.ts'
import type { Address } from '#core/address.ts'
import { FormatError } from '#core/errors.ts'
import type { Refusal } from '#core/exchange/contract.ts'
import { decodeFetchAnswer, encodeFetch } from '#core/exchange/fetch-message.ts'

/** What is fetched. `bytes` is the exact length. */
export interface Transfer {
  readonly address: Address
  readonly bytes: number
  /** No byte for this long ends it. */
  readonly silenceMs: number
  readonly onProgress: (receivedBytes: number) => void
  readonly pauseMs?: ((arrivedBytes: number) => number) | undefined
}

/**
 * Asks for one address on a stream and receives its bytes. `unanswered` when the stream closed before the answer.
 * Throws {@link FormatError} when the answer is not as long as it must be, {@link StreamSilent}, or an Error when the
 * stream closes before the last byte.
 */
export async function receiveFetch(
  frames: FrameStream,
  transfer: Transfer,
): Promise<Uint8Array | Refusal | 'unanswered'> {
  // A stream that was reset while it was idle shows it here or at the read.
  const isAsked = await frames.write(encodeFetch(transfer.address), transfer.silenceMs)
  const head = isAsked ? await frames.read(transfer.silenceMs) : undefined
  if (head === undefined) return 'unanswered'

  const answer = decodeFetchAnswer(head.subarray())
  if (answer.type !== 'found') return answer.type
  if (answer.totalBytes !== transfer.bytes) {
    throw new FormatError('fetch answer', `offers ${answer.totalBytes} bytes where ${transfer.bytes} are due`)
  }
  return receiveBody(frames, transfer)
}

async function receiveBody(
  frames: FrameStream,
  { bytes, silenceMs, onProgress, pauseMs = () => 0 }: Transfer,
): Promise<Uint8Array> {
  const body = new Uint8Array(bytes)
  let offset = 0
  const progress = new FetchProgress(onProgress)
  let receivedBytes = 0
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
    while (offset < bytes) {
      const range = await frames.read(silenceMs)
      if (range === undefined) throw new Error(`the stream closed after ${offset} of ${bytes} bytes`)
      if (range.byteLength === 0) throw new FormatError('fetch body', 'has an empty range')
      if (range.byteLength > bytes - offset) throw new FormatError('fetch body', `is longer than ${bytes} bytes`)
      for (const part of range) {
        body.set(part, offset)
        offset += part.byteLength
      }
    }
    return body
  } catch (error) {
    // What came of a fetch that fails was paid for.
    if (receivedBytes > 0) progress.tell(receivedBytes)
    throw error
  } finally {
    unwatch()
  }
}
