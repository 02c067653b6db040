import type { Connection, Libp2p, Stream } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import { multiaddr } from '@multiformats/multiaddr'
import { FetchFailed } from '#adapters/exchange/fetch-failed.ts'
import type { FetchOptions } from '#adapters/exchange/fetch-options.ts'
import type { Address } from '#core/address.ts'
import { messageOf, UserError } from '#core/errors.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import type { Message, NamedRole } from '#core/exchange/message.ts'
import type { Admitted } from './control/meeting.ts'
import { Meetings } from './control/meetings.ts'
import type { MdnsInit } from './discovery.ts'
import { Discovery } from './discovery.ts'
import { createNode, dialTimeoutMs } from './libp2p-node.ts'
import { listenProblem } from './listen-problem.ts'
import type { MeshHandlers } from './mesh-handlers.ts'
import { peerNameOf } from './peer-name.ts'
import { controlProtocol, fetchProtocol, inboundFetchStreamsMax } from './protocols.ts'
import { Session } from './session.ts'

/** What a mesh is made of. */
export interface MeshInit {
  /** The 32 bytes of the Ed25519 seed that is this node's identity. */
  readonly seed: Uint8Array
  /** Multiaddrs to listen on: `/ip4/0.0.0.0/tcp/7400`. */
  readonly listen: readonly string[]
  readonly mdns: MdnsInit | undefined
  readonly handlers: MeshHandlers
  readonly connectionsMax?: number
}

/** Connections of a device, where its configuration does not say: its neighbours, its seeders and some to spare. */
const connectionsMaxDefault = 128

/** How long the dial of another connection may take: TCP sends the first packet at once and after 1 s, and then ever more rarely. */
const redialTimeoutMs = 2_000

/** Peers that are remembered as banned; the oldest is forgotten first. */
const bannedMax = 4_096

/** The peers of a node: each authenticated, admitted by both sides and reached over one connection. */
export class Mesh {
  readonly peer: PeerName
  readonly #node: Libp2p
  readonly #handlers: MeshHandlers
  readonly #meetings: Meetings
  readonly #sessions = new Map<PeerName, Session>()
  readonly #banned: Set<PeerName>
  #discovery: Discovery | undefined
  #hasStopped = false

  private constructor(node: Libp2p, handlers: MeshHandlers, banned: Set<PeerName>) {
    this.peer = peerNameOf(node.peerId)
    this.#node = node
    this.#handlers = handlers
    this.#banned = banned
    this.#meetings = new Meetings({
      self: this.peer,
      handlers,
      sessions: this.#sessions,
      isReplaced: (peer) => this.#sessions.get(peer)?.isReplaced ?? false,
      admitted: (connection, admitted) => this.#admit(connection, admitted),
    })
  }

  /** Listens and looks for neighbours. Throws {@link UserError} when it cannot listen. */
  static async start({ seed, listen, mdns, handlers, connectionsMax }: MeshInit): Promise<Mesh> {
    const banned = new Set<PeerName>()
    const isBanned = (peer: PeerName) => banned.has(peer)
    const node = await createNode({ seed, listen, connectionsMax: connectionsMax ?? connectionsMaxDefault, isBanned })
    const mesh = new Mesh(node, handlers, banned)
    await mesh.#listen(listen)
    if (mdns !== undefined) mesh.#discovery = await mesh.#discover(listen, mdns)
    return mesh
  }

  /** Where this node can be dialled, each address with its `/p2p/` part. */
  addresses(): readonly string[] {
    return this.#node.getMultiaddrs().map(String)
  }

  /**
   * Joins the peer that all of the addresses lead to; resolves when both sides have admitted each other, rejects with
   * a plain reason.
   */
  async dial(...addresses: readonly string[]): Promise<void> {
    const name = addresses.join(', ')
    const connection = await this.#connect(name, () => addresses.map((address) => multiaddr(address)))
    const refusal = await this.#meetings.refusal(connection)
    if (refusal !== undefined) throw new Error(`cannot join ${name}: ${refusal}`)
  }

  /** Queues a message; dropped when the peer has left. */
  send(peer: PeerName, message: Message): void {
    this.#sessions.get(peer)?.send(message)
  }

  /**
   * The metadata of a role that the peer has, or undefined when it has none. Rejects with a plain reason when the peer
   * does not answer in 10 s, leaves, or has too many requests to answer.
   */
  async metadata(
    peer: PeerName,
    role: NamedRole,
    version: number,
    signal: AbortSignal,
  ): Promise<Uint8Array | undefined> {
    const session = this.#sessions.get(peer)
    if (session === undefined) throw new Error(`${peer} is not joined`)
    return session.metadata(role, version, signal)
  }

  /** The bytes at `address`, exactly `bytes` long and not verified. Rejects with {@link FetchFailed} only. */
  async fetch(peer: PeerName, address: Address, bytes: number, options: FetchOptions): Promise<Uint8Array> {
    const session = this.#sessions.get(peer)
    if (session === undefined) throw new FetchFailed('closed', `${peer} is not joined`)
    return session.fetch(address, bytes, options)
  }

  /** Ends the connection with a peer; it may come back. */
  drop(peer: PeerName, reason: string): void {
    this.#sessions.get(peer)?.close(reason)
  }

  /** Drops a peer, and neither dials nor accepts it until this process ends. */
  ban(peer: PeerName, reason: string): void {
    const [oldest] = this.#banned
    if (this.#banned.size >= bannedMax && oldest !== undefined) this.#banned.delete(oldest)
    this.#banned.add(peer)
    this.drop(peer, reason)
    this.#meetings.abort(peer, reason)
  }

  /** Leaves all peers and ends. */
  async stop(): Promise<void> {
    this.#hasStopped = true
    await this.#discovery?.stop()
    for (const session of [...this.#sessions.values()]) session.close('this node stops')
    await this.#node.stop()
  }

  async #listen(listen: readonly string[]): Promise<void> {
    const node = this.#node
    node.addEventListener('connection:open', ({ detail }) => this.#meetings.open(detail))
    node.addEventListener('connection:close', ({ detail }) => void this.#forget(detail))
    await node.handle(controlProtocol, (stream, connection) => this.#meetings.accept(stream, connection), {
      maxInboundStreams: 1,
    })
    await node.handle(fetchProtocol, (stream, connection) => this.#serve(stream, connection), {
      // One above the session's own bound, so that it is the session that gives notice.
      maxInboundStreams: inboundFetchStreamsMax + 1,
    })
    try {
      await node.start()
    } catch (error) {
      await node.stop()
      throw new UserError(`cannot listen on ${listen.join(', ')}: ${listenProblem(error)}`, { cause: error })
    }
  }

  #discover(listen: readonly string[], mdns: MdnsInit): Promise<Discovery | undefined> {
    const problem = (reason: string) => this.#handlers.notice({ type: 'mdns', reason })
    return Discovery.start({ node: this.#node, listen, mdns, problem })
  }

  async #connect(name: string, target: () => Multiaddr[]): Promise<Connection> {
    try {
      return await this.#node.dial(target(), { signal: AbortSignal.timeout(dialTimeoutMs) })
    } catch (error) {
      throw new Error(`cannot reach ${name}: ${reasonOf(error)}`, { cause: error })
    }
  }

  #admit(connection: Connection, { frames, hello, role, link }: Admitted): void {
    const peer = peerNameOf(connection.remotePeer)
    if (this.#hasStopped) {
      connection.abort(new Error('this node stops'))
      return
    }
    const before = this.#sessions.get(peer)
    if (before?.isReplaced && connection.direction === 'outbound') {
      before.moveTo(connection, frames)
      return
    }
    before?.close('the peer connected anew')

    const ended = (reason: string) => {
      this.#sessions.delete(peer)
      this.#handlers.left(peer, reason)
    }
    const stalled = () => {
      if (!session.isReplaced) void session.replace(this.#redial(session))
    }
    const session: Session = new Session({ peer, link, connection, frames, handlers: this.#handlers, stalled, ended })
    this.#sessions.set(peer, session)
    const remoteAddress = connection.remoteAddr.toString()
    this.#handlers.joined({ peer, role, link, hello, remoteAddress, direction: connection.direction })
    session.start()
  }

  /** Dials a peer whose connection is stalled once more. What comes of it is decided in {@link #admit}. */
  async #redial({ connection }: Session): Promise<void> {
    try {
      const signal = AbortSignal.timeout(redialTimeoutMs)
      const another = await this.#node.dial(connection.remoteAddr, { force: true, signal })
      await this.#meetings.refusal(another)
    } catch {
      // The link is still down: the session says so again.
    }
  }

  #serve(stream: Stream, connection: Connection): void {
    const session = this.#sessions.get(peerNameOf(connection.remotePeer))
    if (session === undefined || session.connection !== connection) stream.abort(new Error('not admitted'))
    else void session.serve(stream)
  }

  /** libp2p keeps all it knows of every peer that ever connected, which a stranger could make endless. */
  async #forget({ remotePeer }: Connection): Promise<void> {
    if (this.#node.getConnections(remotePeer).length > 0) return
    await this.#node.peerStore.delete(remotePeer).catch(() => undefined)
  }
}

/** What went wrong, for each address that was tried. */
function reasonOf(error: unknown): string {
  return error instanceof AggregateError ? error.errors.map(messageOf).join('; ') : messageOf(error)
}
