import type { FrameStream } from '#adapters/libp2p/frame-stream.ts'
import { StreamSilent } from '#adapters/libp2p/frame-stream.ts'
import { TokenBucket } from '#adapters/libp2p/token-bucket.ts'
import { messageOf } from '#core/errors.ts'
import type { Message } from '#core/exchange/message.ts'
import { decodeMessage, encodeMessage } from '#core/exchange/message.ts'

/** What a control channel tells. */
export interface ChannelEvents {
  message(message: Message): void
  /** Comes once and last. `isFault` when the peer broke the protocol or its bounds. */
  ended(reason: string, isFault: boolean): void
}

/** Messages that a peer may send: some for ever, more for a moment. */
const messageRate = { perSecond: 200, burst: 400 }

/** What may wait to be sent to one peer; a peer that reads too slowly for it is left. */
const queuedMessagesMax = 1_024
const queuedBytesMax = 4 * 1024 * 1024

/** A peer from which nothing came for this long is gone; its heartbeats come well before. */
const silentPeerMs = 40_000
const heartbeatMs = 15_000

/** A frame without a message, which only shows that the sender lives. */
const heartbeat = new Uint8Array(0)

/** The control stream of a joined peer: one message a frame, both ways. */
export class ControlChannel {
  readonly #frames: FrameStream
  readonly #events: ChannelEvents
  readonly #bucket = new TokenBucket(messageRate, performance.now())
  readonly #heartbeats: NodeJS.Timeout
  #queue: Uint8Array[] = []
  #queuedBytes = 0
  #isSending = false
  #hasEnded = false

  /** Takes over the stream after the handshake; `start` begins to read it. */
  constructor(frames: FrameStream, events: ChannelEvents) {
    this.#frames = frames
    this.#events = events
    this.#heartbeats = setInterval(() => this.#beat(), heartbeatMs).unref()
  }

  /** Begins to read: not before those who hear of it are ready. */
  start(): void {
    void this.#listen()
  }

  /** Queues a message. A peer whose queue is full is left. */
  send(message: Message): void {
    this.#enqueue(encodeMessage(message))
  }

  /** Something else was heard from the peer: it lives. */
  touch(): void {
    this.#frames.touch()
  }

  /** Ends the channel now; what is queued is lost. */
  end(reason: string, isFault = false): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    clearInterval(this.#heartbeats)
    this.#queue = []
    this.#frames.abort(reason)
    this.#events.ended(reason, isFault)
  }

  async #listen(): Promise<void> {
    while (!this.#hasEnded) {
      const frame = await this.#frames.read(silentPeerMs).catch((error: unknown) => this.#fault(error))
      if (frame === undefined) return this.end('the peer closed the connection')
      if (!this.#bucket.take(performance.now())) {
        return this.end(`sends more than ${messageRate.perSecond} messages a second`, true)
      }
      // Outside of any catch: what the handler of a message throws is a broken rule of ours.
      if (frame.byteLength > 0) this.#deliver(frame.subarray())
    }
  }

  #deliver(frame: Uint8Array): void {
    const message = this.#decode(frame)
    if (message === undefined || this.#hasEnded) return
    if (message.type === 'hello') return this.end('says hello twice', true)
    this.#events.message(message)
  }

  #decode(frame: Uint8Array): Message | undefined {
    try {
      return decodeMessage(frame)
    } catch (error) {
      return this.#fault(error)
    }
  }

  #fault(error: unknown): undefined {
    this.end(messageOf(error), !(error instanceof StreamSilent))
  }

  #beat(): void {
    if (this.#queue.length === 0) this.#enqueue(heartbeat)
  }

  #enqueue(frame: Uint8Array): void {
    if (this.#hasEnded) return
    if (this.#queue.length >= queuedMessagesMax || this.#queuedBytes + frame.byteLength > queuedBytesMax) {
      return this.end('reads more slowly than this node must send', true)
    }
    this.#queue.push(frame)
    this.#queuedBytes += frame.byteLength
    if (!this.#isSending) void this.#drain()
  }

  async #drain(): Promise<void> {
    this.#isSending = true
    // What is said in the same turn travels together: a packet costs more than its bytes.
    await Promise.resolve()
    while (this.#queue.length > 0) {
      const frames = this.#queue.splice(0)
      this.#queuedBytes = 0
      if (!(await this.#frames.writeAll(frames, silentPeerMs))) this.end('the peer takes no more messages')
    }
    this.#isSending = false
  }
}
