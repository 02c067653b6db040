import type { PendingRequests } from '#adapters/exchange/pending-requests.ts'
import type { Dialer } from '#adapters/libp2p/dialer.ts'
import type { Mesh } from '#adapters/libp2p/mesh.ts'
import type { Admission, JoinedPeer, MeshHandlers, MeshNotice, Responder } from '#adapters/libp2p/mesh-handlers.ts'
import type { Log } from '#adapters/log/log.ts'
import type { MetadataClient } from '#adapters/metadata/metadata-client.ts'
import type { Address } from '#core/address.ts'
import type { Digest } from '#core/digest.ts'
import { messageOf } from '#core/errors.ts'
import type { Link, PeerName } from '#core/exchange/contract.ts'
import { type Hello, type Message, peerAddressesMax } from '#core/exchange/message.ts'
import { rankingVersion } from '#core/exchange/owner.ts'
import type { Found } from '#core/neighbours/neighbour.ts'
import { fullReason } from '#core/neighbours/neighbour-book.ts'
import type { SealedReceipt } from '#core/report/receipt.ts'
import type { NodeInput } from '#node/engine/contract.ts'
import type { Uploads } from '#node/link/uploads.ts'
import type { Membership } from '#node/membership/membership.ts'
import type { Standings } from '#node/membership/standings.ts'
import type { Neighbours } from '#node/peers/neighbours.ts'
import type { ReportPost } from '#node/report/report-post.ts'

/** Who began with a peer: this node, because of multicast or of any other sighting; or the peer. */
export type JoinKind = 'mdns' | 'dialled' | 'inbound'

/** What a site's view is made from. */
export interface SiteInit {
  readonly certificate: Uint8Array
  /** The images in the active slot. */
  readonly images: readonly Digest[]
  readonly membership: Membership
  readonly standings: Standings
  readonly neighbours: Neighbours
  readonly metadata: MetadataClient
  readonly requests: PendingRequests
  readonly uploads: Uploads
  readonly post: ReportPost
  readonly input: (input: NodeInput) => void
  readonly log: Log
}

/** The peers that this node sees: lets them in, passes on what they say, tells them what it has verified. */
export class Site implements MeshHandlers {
  readonly #init: SiteInit
  readonly #joined = new Map<PeerName, JoinedPeer>()
  readonly #joins = { mdns: 0, dialled: 0, inbound: 0 }
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

  /** How often a peer joined, by who began. */
  get joins(): Readonly<Record<JoinKind, number>> {
    return { ...this.#joins }
  }

  /** The images that the neighbours run, each set once. */
  get otherImages(): readonly (readonly Digest[])[] {
    const sets = new Map<string, readonly Digest[]>()
    for (const { link, hello } of this.#joined.values()) {
      if (link === 'lan' && hello.images.length > 0) sets.set(hello.images.toSorted().join(), hello.images)
    }
    return [...sets.values()]
  }

  /** Whether a peer is joined. */
  isJoined(peer: PeerName): boolean {
    return this.#joined.has(peer)
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
    const { certificate, images } = this.#init
    const listen = this.#mesh?.addresses() ?? []
    return { type: 'hello', features: [], certificate, role: 'device', ranking: rankingVersion, listen, images }
  }

  admit(peer: PeerName, hello: Hello): Admission {
    const admission = this.#init.membership.admit(peer, hello)
    if (admission.type === 'refused' || admission.link === 'wan' || this.#init.neighbours.hasPlaceFor(peer))
      return admission
    return { type: 'refused', reason: fullReason }
  }

  joined(joined: JoinedPeer): void {
    const { peer, link, role, direction } = joined
    const found = this.#init.neighbours.joined(joined)
    this.#whenConnected((mesh) => {
      this.#joined.set(peer, joined)
      this.#joins[joinKind(joined, found)] += 1
      this.#init.log.debug('peer-joined', { peer, link, role, found, direction })
      this.#init.input({ type: 'peer-joined', peer, link, role })
      mesh.send(peer, { type: 'head', ...this.#init.metadata.head() })
      this.#init.post.joined(joined)
    })
  }

  left(peer: PeerName, reason: string): void {
    this.#init.neighbours.left(peer, reason)
    this.#whenConnected(() => {
      this.#joined.delete(peer)
      this.#init.uploads.leave(peer)
      this.#init.log.debug('peer-left', { peer, reason })
      this.#init.input({ type: 'peer-left', peer })
      this.#init.post.left(peer)
      this.#dialer?.left(peer)
    })
  }

  message(peer: PeerName, message: Message): void {
    this.#whenConnected((mesh) => this.#hear(peer, message, mesh))
  }

  request(peer: PeerName, address: Address, responder: Responder): void {
    const { requests, neighbours, uploads } = this.#init
    const limited = uploads.limited(peer, this.linkOf(peer), neighbours.traffic.counting(peer, responder))
    if (limited === undefined) return
    const request = requests.add(limited)
    this.#whenConnected(() => this.#init.input({ type: 'request', request, peer, address }))
  }

  notice(notice: MeshNotice): void {
    const { type, ...fields } = notice
    this.#init.log.debug(`mesh-${type}`, fields)
    this.#init.neighbours.noticed(notice)
  }

  #hear(peer: PeerName, message: Message, mesh: Mesh): void {
    switch (message.type) {
      case 'have':
      case 'lease':
      case 'forged':
        return this.#init.input({ type: 'message', peer, message })
      case 'standings': {
        const { standings: opened, addresses } = this.#init.standings.open(peer, message.sealed)
        this.#init.neighbours.sighted(addresses, 'exchange')
        return this.#init.input({ type: 'message', peer, message: { type: 'standings', standings: opened } })
      }
      case 'head': {
        const { rootVersion, timestampVersion } = message
        return this.#init.input({ type: 'head', peer, rootVersion, timestampVersion })
      }
      case 'metadata-request':
        return this.#handOut(peer, message, mesh)
      case 'peers':
        return this.#init.neighbours.answered(peer, message.addresses)
      case 'peers-request':
        return mesh.send(peer, {
          type: 'peers',
          addresses: this.#init.neighbours.addressesFor(peer, peerAddressesMax),
        })
      case 'reports':
        return this.#init.post.reports(peer, message.sealed)
      case 'relays':
        return this.#init.post.relays(peer, message.on)
      case 'reports-taken':
        return this.#takeReceipt(peer, message.receipt)
      case 'hello':
      case 'metadata':
        return
    }
  }

  #takeReceipt(peer: PeerName, receipt: SealedReceipt): void {
    this.#init.post
      .receipt(receipt)
      .catch((error: unknown) => this.#init.log.warn('receipt-unusable', { peer, reason: messageOf(error) }))
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

function joinKind({ direction }: JoinedPeer, found: Found): JoinKind {
  if (direction === 'inbound') return 'inbound'
  return found === 'mdns' ? 'mdns' : 'dialled'
}
