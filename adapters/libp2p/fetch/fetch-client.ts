import type { Connection } from '@libp2p/interface'
import { FetchFailed } from '#adapters/exchange/fetch-failed.ts'
import type { FetchOptions } from '#adapters/exchange/fetch-options.ts'
import { FrameStream, StreamSilent } from '#adapters/libp2p/frame-stream.ts'
import { fetchProtocol, idleFetchStreamMs, outboundFetchStreamsMax } from '#adapters/libp2p/protocols.ts'
import type { Address } from '#core/address.ts'
import { FormatError, messageOf } from '#core/errors.ts'
import type { FetchFailure, Link } from '#core/exchange/contract.ts'
import { rangeBytesMax } from '#core/exchange/fetch-message.ts'
import { transferSilenceMs } from '#core/exchange/limits.ts'
import { receiveFetch, type Transfer } from './fetch-transfer.ts'

/** What a fetch client tells. */
export interface FetchClientEvents {
  /** Bytes came: the peer lives. */
  arrived(): void
  /** Nothing is taken for so many ms: the silence that follows is not the peer's. */
  paused(ms: number): void
  /** While another connection is looked for: resolves when that is over, after {@link FetchClient.moveTo} where there is one. */
  replaced(): Promise<void> | undefined
  /** The peer broke the protocol; the fetch fails as `closed`. */
  fault(reason: string): void
}

/** What one fetch brings, on whichever stream. */
type Wanted = Pick<Transfer, 'address' | 'bytes' | 'body'>

interface IdleStream {
  readonly frames: FrameStream
  readonly sinceMs: number
}

/** Unread bytes of a fetch stream; above the window, so that an honest peer cannot pass it. */
const unreadBytesMax = 4 * 1024 * 1024

/** Fetches from one peer. Its streams are used again, and no more than {@link outboundFetchStreamsMax} are open. */
export class FetchClient {
  #connection: Connection
  readonly #events: FetchClientEvents
  readonly #silenceMs: number
  #idle: IdleStream[] = []
  #busyStreams = 0

  constructor(connection: Connection, link: Link, events: FetchClientEvents) {
    this.#connection = connection
    this.#silenceMs = transferSilenceMs[link]
    this.#events = events
  }

  /** The bytes at `address`, exactly `bytes` long. Rejects with {@link FetchFailed} only. */
  async fetch(address: Address, bytes: number, options: FetchOptions): Promise<Uint8Array> {
    if (options.signal.aborted) throw new FetchFailed('closed', 'the fetch was cancelled')
    if (this.#busyStreams >= outboundFetchStreamsMax) {
      throw new FetchFailed('busy', `${outboundFetchStreamsMax} fetches from this peer are running already`)
    }
    this.#busyStreams++
    try {
      return await this.#fetchOnAnyConnection(address, bytes, options)
    } finally {
      this.#busyStreams--
    }
  }

  /** Whether a fetch is under way. */
  get isBusy(): boolean {
    return this.#busyStreams > 0
  }

  /** Goes on over another connection with the peer. The caller closes the one before: what runs on it is continued. */
  moveTo(connection: Connection): void {
    this.#connection = connection
  }

  async #fetchOnAnyConnection(address: Address, bytes: number, options: FetchOptions): Promise<Uint8Array> {
    const wanted = { address, bytes, body: { content: new Uint8Array(0), receivedBytes: 0 } }
    for (;;) {
      const connection = this.#connection
      try {
        return await this.#fetchOnStream(wanted, options)
      } catch (error) {
        await this.#events.replaced()
        // Goes on as often as the peer is reached anew: see `StallWatch`.
        if (connection === this.#connection || options.signal.aborted) throw error
      }
    }
  }

  /** A stream that was idle may have been closed by the peer just now, so one fresh stream is tried after it. */
  async #fetchOnStream(wanted: Wanted, options: FetchOptions): Promise<Uint8Array> {
    const reused = this.#takeIdle()
    if (reused !== undefined) {
      const outcome = await this.#attempt(reused, wanted, options)
      if (outcome !== 'unanswered') return outcome
    }
    const outcome = await this.#attempt(await this.#open(options.signal), wanted, options)
    if (outcome === 'unanswered') throw new FetchFailed('closed', 'the peer closed the stream without an answer')
    return outcome
  }

  #takeIdle(): FrameStream | undefined {
    const oldestMs = performance.now() - idleFetchStreamMs / 2
    const usable = ({ frames, sinceMs }: IdleStream) => frames.isOpen && sinceMs > oldestMs
    for (const stale of this.#idle.filter((stream) => !usable(stream))) stale.frames.abort('idle for too long')
    this.#idle = this.#idle.filter(usable)
    return this.#idle.pop()?.frames
  }

  async #open(signal: AbortSignal): Promise<FrameStream> {
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(this.#silenceMs)])
    try {
      deadline.throwIfAborted()
      const stream = await this.#connection.newStream(fetchProtocol, {
        signal: deadline,
        maxOutboundStreams: outboundFetchStreamsMax,
      })
      return new FrameStream(stream, { frameBytesMax: rangeBytesMax, unreadBytesMax })
    } catch (error) {
      const reason = deadline.aborted && !signal.aborted ? 'timed-out' : 'closed'
      throw new FetchFailed(reason, `cannot open a stream: ${messageOf(error)}`)
    }
  }

  async #attempt(
    frames: FrameStream,
    wanted: Wanted,
    { signal, onProgress, pauseMs }: FetchOptions,
  ): Promise<Uint8Array | 'unanswered'> {
    const cancel = () => frames.abort('the fetch was cancelled')
    signal.addEventListener('abort', cancel, { once: true })
    const unwatch = frames.watch(() => this.#events.arrived())
    try {
      const pause = pauseMs && ((arrivedBytes: number) => this.#paused(pauseMs(arrivedBytes)))
      const transfer = { ...wanted, silenceMs: this.#silenceMs, onProgress, pauseMs: pause }
      const answer = await receiveFetch(frames, transfer)
      if (answer === 'unanswered') {
        frames.abort('no answer')
        return answer
      }
      this.#idle.push({ frames, sinceMs: performance.now() })
      if (answer instanceof Uint8Array) return answer
      throw new FetchFailed(answer, `the peer answers: ${answer}`)
    } catch (error) {
      throw this.#failure(error, frames)
    } finally {
      unwatch()
      signal.removeEventListener('abort', cancel)
    }
  }

  #paused(ms: number): number {
    if (ms > 0) this.#events.paused(ms)
    return ms
  }

  #failure(error: unknown, frames: FrameStream): FetchFailed {
    if (error instanceof FetchFailed) return error
    const reason: FetchFailure = error instanceof StreamSilent ? 'timed-out' : 'closed'
    frames.abort(messageOf(error))
    if (error instanceof FormatError) this.#events.fault(messageOf(error))
    return new FetchFailed(reason, messageOf(error))
  }
}
