import type { PendingRequests } from '#adapters/exchange/pending-requests.ts'
import type { Dialer } from '#adapters/libp2p/dialer.ts'
import type { Mesh } from '#adapters/libp2p/mesh.ts'
import type { Admission, JoinedPeer, MeshHandlers, MeshNotice, Responder } from '#adapters/libp2p/mesh-handlers.ts'
import type { Log } from '#adapters/log/log.ts'
import type { MetadataClient } from '#adapters/metadata/metadata-client.ts'
import type { Address } from '#core/address.ts'
import { messageOf } from '#core/errors.ts'
import type { Link, PeerName } from '#core/exchange/contract.ts'
import { dialAddress, peerIn } from '#core/exchange/dial-address.ts'
import { type Hello, type Message, peerAddressesMax } from '#core/exchange/message.ts'
import { rankingVersion } from '#core/exchange/owner.ts'
import type { NodeInput } from '#node/engine/contract.ts'
import type { Membership } from './membership.ts'

/** Neighbours beyond which no more are dialled; those who dial are let in. */
const neighboursMax = 24

/** What a site's view is made from. */
export interface SiteInit {
  readonly certificate: Uint8Array
  readonly membership: Membership
  readonly metadata: MetadataClient
  readonly requests: PendingRequests
  readonly input: (input: NodeInput) => void
  readonly log: Log
}

/** The peers that this node sees: lets them in, passes on what they say, tells them what it has verified. */
export class Site implements MeshHandlers {
  readonly #init: SiteInit
  readonly #joined = new Map<PeerName, JoinedPeer>()
  /** What peers did before the node was ready to hear it. */
  readonly #early: (() => void)[] = []
  #mesh: Mesh | undefined
  #dialer: Dialer | undefined

  constructor(init: SiteInit) {
    this.#init = init
  }

  /** From now on the node hears what peers do, beginning with what they did since the mesh started. */
  connect(mesh: Mesh, dialer: Dialer): void {
    this.#mesh = mesh
    this.#dialer = dialer
    for (const event of this.#early.splice(0)) event()
  }

  /** How many neighbours are joined. */
  get neighbours(): number {
    return [...this.#joined.values()].filter((peer) => peer.link === 'lan').length
  }

  /** Whether a tracker is joined. */
  get hasTracker(): boolean {
    return [...this.#joined.values()].some((peer) => peer.role === 'seeder')
  }

  /** How a peer is reached; over the WAN until it has joined. */
  linkOf(peer: PeerName): Link {
    return this.#joined.get(peer)?.link ?? 'wan'
  }

  /** Tells everybody which metadata is verified here now. */
  announceHead(): void {
    const head: Message = { type: 'head', ...this.#init.metadata.head() }
    for (const peer of this.#joined.keys()) this.#mesh?.send(peer, head)
  }

  hello(): Hello {
    const { certificate } = this.#init
    const listen = this.#mesh?.addresses() ?? []
    return { type: 'hello', features: [], certificate, role: 'device', ranking: rankingVersion, listen }
  }

  admit(peer: PeerName, hello: Hello): Admission {
    return this.#init.membership.admit(peer, hello)
  }

  joined(joined: JoinedPeer): void {
    this.#whenConnected((mesh) => {
      const { peer, link, role, found } = joined
      this.#joined.set(peer, joined)
      this.#init.log.debug('peer-joined', { peer, link, role, found })
      this.#init.input({ type: 'peer-joined', peer, link, role })
      mesh.send(peer, { type: 'head', ...this.#init.metadata.head() })
      mesh.send(peer, { type: 'peers-request' })
    })
  }

  left(peer: PeerName, reason: string): void {
    this.#whenConnected(() => {
      this.#joined.delete(peer)
      this.#init.log.debug('peer-left', { peer, reason })
      this.#init.input({ type: 'peer-left', peer })
      this.#dialer?.left(peer)
    })
  }

  message(peer: PeerName, message: Message): void {
    this.#whenConnected((mesh) => this.#hear(peer, message, mesh))
  }

  request(peer: PeerName, address: Address, responder: Responder): void {
    const request = this.#init.requests.add(responder)
    this.#whenConnected(() => this.#init.input({ type: 'request', request, peer, address }))
  }

  notice(notice: MeshNotice): void {
    const { type, ...fields } = notice
    this.#init.log.debug(`mesh-${type}`, fields)
  }

  #hear(peer: PeerName, message: Message, mesh: Mesh): void {
    switch (message.type) {
      case 'have':
      case 'lease':
      case 'taking':
        return this.#init.input({ type: 'message', peer, message })
      case 'head': {
        const { rootVersion, timestampVersion } = message
        return this.#init.input({ type: 'head', peer, rootVersion, timestampVersion })
      }
      case 'metadata-request':
        return this.#handOut(peer, message, mesh)
      case 'peers':
        return this.#learn(message.addresses, mesh)
      case 'peers-request':
        return mesh.send(peer, { type: 'peers', addresses: this.#addressesFor(peer) })
      case 'hello':
      case 'metadata':
        return
    }
  }

  /** Where the neighbours of this node say that they can be dialled: peer exchange on the LAN. */
  #addressesFor(asking: PeerName): readonly string[] {
    const neighbours = [...this.#joined.values()].filter(({ peer, link }) => link === 'lan' && peer !== asking)
    return neighbours
      .map(({ hello }) => dialAddress(hello.listen))
      .filter((address) => address !== undefined)
      .slice(-peerAddressesMax)
  }

  /** A sighting is only an address: who is there, its certificate says. */
  #learn(addresses: readonly string[], mesh: Mesh): void {
    for (const address of addresses) {
      if (this.neighbours >= neighboursMax || this.#isJoined(address) || mesh.addresses().includes(address)) continue
      mesh.dial(address).catch((error: unknown) => {
        this.#init.log.debug('peer-unreachable', { address, reason: messageOf(error) })
      })
    }
  }

  #isJoined(address: string): boolean {
    return this.#joined.has(peerIn(address))
  }

  #handOut(
    peer: PeerName,
    { request, role, version }: Extract<Message, { readonly type: 'metadata-request' }>,
    mesh: Mesh,
  ): void {
    this.#init.metadata.named(role, version).then(
      (content) => mesh.send(peer, { type: 'metadata', request, content }),
      (error: unknown) => this.#init.log.warn('metadata-unreadable', { role, reason: messageOf(error) }),
    )
  }

  #whenConnected(event: (mesh: Mesh) => void): void {
    const mesh = this.#mesh
    if (mesh !== undefined) event(mesh)
    else this.#early.push(() => this.#whenConnected(event))
  }
}
