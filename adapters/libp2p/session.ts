import type { Connection, Stream } from '@libp2p/interface'
import type { FetchOptions } from '#adapters/exchange/fetch-options.ts'
import type { Address } from '#core/address.ts'
import { check } from '#core/check.ts'
import type { Link, PeerName } from '#core/exchange/contract.ts'
import type { Message, NamedRole } from '#core/exchange/message.ts'
import { ControlChannel } from './control/control-channel.ts'
import { MetadataRequests } from './control/metadata-requests.ts'
import { FetchClient } from './fetch/fetch-client.ts'
import { serveFetches } from './fetch/fetch-server.ts'
import type { FrameStream } from './frame-stream.ts'
import type { MeshHandlers } from './mesh-handlers.ts'
import { inboundFetchStreamsMax } from './protocols.ts'
import { StallWatch } from './stall-watch.ts'

/** What a session is made of. */
export interface SessionInit {
  readonly peer: PeerName
  readonly link: Link
  readonly connection: Connection
  readonly frames: FrameStream
  readonly handlers: Pick<MeshHandlers, 'message' | 'request' | 'notice'>
  /** Nothing comes though something is awaited; again every second for as long as it lasts. */
  readonly stalled: () => void
  /** Comes once and last. */
  readonly ended: (reason: string) => void
}

/** How often it is looked whether a connection is stalled. */
const lookMs = 1_000

/** A joined peer: its one connection, with what is said, asked and fetched over it. */
export class Session {
  readonly #peer: PeerName
  readonly #link: Link
  readonly #handlers: SessionInit['handlers']
  readonly #ended: SessionInit['ended']
  readonly #beganMs = performance.now()
  readonly #watch = new StallWatch(performance.now())
  readonly #looks: NodeJS.Timeout | undefined
  readonly #metadata = new MetadataRequests()
  readonly #fetches: FetchClient
  #connection: Connection
  #channel: ControlChannel
  /** While another connection is looked for in the place of a stalled one. */
  #replacement: Promise<void> | undefined
  /** Why the connection ended meanwhile. */
  #lostBy: string | undefined
  #servedStreams = 0
  #hasEnded = false

  constructor({ peer, link, connection, frames, handlers, stalled, ended }: SessionInit) {
    this.#peer = peer
    this.#link = link
    this.#handlers = handlers
    this.#ended = ended
    this.#connection = connection
    this.#channel = this.#open(connection, frames)
    this.#fetches = new FetchClient(connection, link, {
      arrived: () => {
        this.#watch.arrived(performance.now())
        this.#channel.touch()
      },
      paused: (ms) => this.#watch.quiet(performance.now() + ms),
      replaced: () => this.#replacement,
      fault: (reason) => this.#fault(reason),
    })
    // Only the side that dialled knows where to dial. On a LAN a connection that breaks down is of no weight.
    const isWatched = link === 'wan' && connection.direction === 'outbound'
    this.#looks = isWatched ? setInterval(() => this.#look(stalled), lookMs).unref() : undefined
  }

  get connection(): Connection {
    return this.#connection
  }

  /** How long ago the peer joined. */
  get ageMs(): number {
    return performance.now() - this.#beganMs
  }

  /** Begins to hear the peer: not before `joined` was told. */
  start(): void {
    // The control stream may outlive its connection by a read.
    const connection = this.#connection
    const closed = () => connection === this.#connection && this.#lose('the connection closed')
    connection.addEventListener('close', closed, { once: true })
    this.#channel.start()
  }

  /** Whether the session goes on over the next connection that is admitted. */
  get isReplaced(): boolean {
    return this.#replacement !== undefined
  }

  /** Looks for another connection: until `dialled`, the end of the one before is not that of the session. */
  async replace(dialled: Promise<void>): Promise<void> {
    check(this.#replacement === undefined, 'a connection is replaced once at a time')
    this.#replacement = dialled
    await dialled
    this.#replacement = undefined
    if (this.#lostBy !== undefined) this.close(this.#lostBy)
  }

  /** Goes on over another connection with the same peer, and continues there what was being fetched. */
  moveTo(connection: Connection, frames: FrameStream): void {
    const before = { connection: this.#connection, channel: this.#channel }
    const reason = 'the connection was replaced'
    this.#lostBy = undefined
    this.#connection = connection
    this.#channel = this.#open(connection, frames)
    this.#fetches.moveTo(connection)
    this.#watch.moved(performance.now())
    before.channel.end(reason)
    before.connection.abort(new Error(reason))
    this.#metadata.end(reason)
    this.start()
  }

  /** Ends everything with this peer now. */
  close(reason: string): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    clearInterval(this.#looks)
    this.#channel.end(reason)
    this.#metadata.end(reason)
    this.#connection.abort(new Error(reason))
    this.#ended(reason)
  }

  /** Queues a message. */
  send(message: Message): void {
    this.#channel.send(message)
  }

  /** Asks for metadata; see {@link MetadataRequests.ask}. */
  metadata(role: NamedRole, version: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    const send = (request: number) => this.send({ type: 'metadata-request', request, role, version })
    return this.#metadata.ask(send, signal)
  }

  /** Fetches bytes; see {@link FetchClient.fetch}. */
  fetch(address: Address, bytes: number, options: FetchOptions): Promise<Uint8Array> {
    return this.#fetches.fetch(address, bytes, options)
  }

  /** Serves a fetch stream that the peer opened. What no honest peer asks for ends the session, as on the control stream. */
  async serve(stream: Stream): Promise<void> {
    if (this.#servedStreams >= inboundFetchStreamsMax) {
      return this.#channel.end(`opens more than ${inboundFetchStreamsMax} fetch streams`, true)
    }
    this.#servedStreams++
    await serveFetches(stream, this.#link, {
      request: (address, responder) => this.#handlers.request(this.#peer, address, responder),
      fault: (reason) => this.#channel.end(reason, true),
      sourceFailed: (address, reason) =>
        this.#handlers.notice({ type: 'source-failed', peer: this.#peer, address, reason }),
    })
    this.#servedStreams--
  }

  #open(connection: Connection, frames: FrameStream): ControlChannel {
    return new ControlChannel(frames, {
      message: (message) => this.#hear(message),
      ended: (reason, isFault) => {
        if (connection !== this.#connection || this.#hasEnded) return
        if (isFault) this.#fault(reason)
        this.#lose(reason)
      },
    })
  }

  /** The other side closes the connection before, too, as soon as it hears of the next. */
  #lose(reason: string): void {
    if (this.#replacement === undefined) this.close(reason)
    else this.#lostBy ??= reason
  }

  #look(stalled: () => void): void {
    const nowMs = performance.now()
    if (!this.#fetches.isBusy) this.#watch.quiet(nowMs)
    else if (this.#watch.isStalled(nowMs)) stalled()
  }

  #hear(message: Message): void {
    if (message.type === 'metadata') this.#metadata.answer(message)
    else this.#handlers.message(this.#peer, message)
  }

  #fault(reason: string): void {
    this.#handlers.notice({ type: 'protocol-error', peer: this.#peer, reason })
  }
}
