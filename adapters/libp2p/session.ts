import type { Connection, Stream } from '@libp2p/interface'
import type { FetchOptions } from '#adapters/exchange/fetch-options.ts'
import type { Address } from '#core/address.ts'
import type { Link, PeerName } from '#core/exchange/contract.ts'
import type { Message, NamedRole } from '#core/exchange/message.ts'
import { ControlChannel } from './control/control-channel.ts'
import { MetadataRequests } from './control/metadata-requests.ts'
import { FetchClient } from './fetch/fetch-client.ts'
import { serveFetches } from './fetch/fetch-server.ts'
import type { FrameStream } from './frame-stream.ts'
import type { MeshHandlers } from './mesh-handlers.ts'
import { inboundFetchStreamsMax } from './protocols.ts'

/** What a session is made of. */
export interface SessionInit {
  readonly peer: PeerName
  readonly link: Link
  readonly connection: Connection
  readonly frames: FrameStream
  readonly handlers: Pick<MeshHandlers, 'message' | 'request' | 'notice'>
  /** Comes once and last. */
  readonly ended: (reason: string) => void
}

/** A joined peer: its one connection, with what is said, asked and fetched over it. */
export class Session {
  readonly connection: Connection
  readonly #peer: PeerName
  readonly #link: Link
  readonly #handlers: SessionInit['handlers']
  readonly #beganMs = performance.now()
  readonly #channel: ControlChannel
  readonly #metadata = new MetadataRequests()
  readonly #fetches: FetchClient
  #servedStreams = 0

  constructor({ peer, link, connection, frames, handlers, ended }: SessionInit) {
    this.connection = connection
    this.#peer = peer
    this.#link = link
    this.#handlers = handlers
    this.#channel = new ControlChannel(frames, {
      message: (message) => this.#hear(message),
      ended: (reason, isFault) => {
        if (isFault) this.#fault(reason)
        this.#metadata.end(reason)
        connection.abort(new Error(reason))
        ended(reason)
      },
    })
    this.#fetches = new FetchClient(connection, link, {
      arrived: () => this.#channel.touch(),
      fault: (reason) => this.#fault(reason),
    })
  }

  /** How long ago the peer joined. */
  get ageMs(): number {
    return performance.now() - this.#beganMs
  }

  /** Begins to hear the peer: not before `joined` was told. */
  start(): void {
    // The control stream may outlive its connection by a read.
    this.connection.addEventListener('close', () => this.close('the connection closed'), { once: true })
    this.#channel.start()
  }

  /** Ends everything with this peer now. */
  close(reason: string): void {
    this.#channel.end(reason)
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

  #hear(message: Message): void {
    if (message.type === 'metadata') this.#metadata.answer(message)
    else this.#handlers.message(this.#peer, message)
  }

  #fault(reason: string): void {
    this.#handlers.notice({ type: 'protocol-error', peer: this.#peer, reason })
  }
}
