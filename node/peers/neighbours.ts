import type { DialerEvents } from '#adapters/libp2p/dialer.ts'
import type { MdnsInit } from '#adapters/libp2p/discovery.ts'
import type { JoinedPeer, MeshNotice } from '#adapters/libp2p/mesh-handlers.ts'
import type { Log } from '#adapters/log/log.ts'
import { type Instant, millisecondsBetween } from '#core/engine.ts'
import { messageOf } from '#core/errors.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import { dialAddress } from '#core/exchange/dial-address.ts'
import { sample } from '#core/neighbours/degree.ts'
import { type Found, peerAt } from '#core/neighbours/neighbour.ts'
import { NeighbourBook } from '#core/neighbours/neighbour-book.ts'
import { PeerAsks } from '#core/neighbours/peer-asks.ts'
import type { Random } from '#core/random.ts'
import { DegreeKeeper, type NeighbourLink, now } from './degree-keeper.ts'
import { PeerTraffic } from './peer-traffic.ts'
import type { RememberedPeers } from './remembered-peers.ts'

/** What neighbours are looked for with. */
export interface NeighboursInit {
  readonly self: PeerName
  /** Neighbours that this node has at most. */
  readonly neighboursMax: number
  readonly random: Random
  readonly remembered: RememberedPeers
  readonly log: Log
}

/** Sightings come in bursts: they are chosen from together, so that not everybody dials whoever answers first. */
const burstMs = 25

/** Nobody new for this long, and the site is known as a whole. */
const calmMs = 250

/** With so many neighbours multicast is asked for more but rarely: at 500 devices every question brings 500 answers. */
const multicastEnough = 8

/** How often it is looked whether a peer may be tried again or asked again. */
const lookMs = 1_000

/** Looks for the neighbours of a node: hears who is there from everybody who can say, and writes it in the book. */
export class Neighbours {
  readonly book: NeighbourBook
  readonly traffic = new PeerTraffic()
  readonly #init: NeighboursInit
  readonly #degree: DegreeKeeper
  readonly #asks = new PeerAsks()
  #link: NeighbourLink | undefined
  #looks: NodeJS.Timeout | undefined
  #nextLook: NodeJS.Timeout | undefined
  #calmLook: NodeJS.Timeout | undefined
  #lastNews = now()
  #aloneSince: Instant | undefined = now()
  #multicastProblem: string | undefined

  constructor(init: NeighboursInit) {
    const { self, neighboursMax, random, log } = init
    this.#init = init
    this.book = new NeighbourBook(self)
    this.#degree = new DegreeKeeper({ self, neighboursMax, random, book: this.book, log })
  }

  /** Begins to dial: whom the multicast has brought so far, and the neighbours of the last run. */
  async start(link: NeighbourLink): Promise<void> {
    this.#link = link
    this.#looks = setInterval(() => this.#look(), lookMs)
    const remembered = await this.#init.remembered.addresses().catch((error: unknown) => this.#notKept(error))
    this.sighted(remembered ?? [], 'remembered')
    this.#look()
  }

  stop(): void {
    this.#link = undefined
    clearInterval(this.#looks)
    clearTimeout(this.#nextLook)
    clearTimeout(this.#calmLook)
  }

  /** For how long no neighbour has been joined, in milliseconds; undefined while one is. */
  get aloneMs(): number | undefined {
    return this.#aloneSince && millisecondsBetween(this.#aloneSince, now())
  }

  /** Why multicast does not work, where it says so. */
  get multicastProblem(): string | undefined {
    return this.#multicastProblem
  }

  /** This moment on the clock of the book. */
  get now(): Instant {
    return now()
  }

  /** What multicast tells, and is told. */
  get multicast(): Pick<MdnsInit, 'sighted' | 'hasEnough'> {
    return {
      sighted: (addresses) => this.sighted(addresses, 'mdns'),
      hasEnough: () => this.book.joinedNeighbours().length >= multicastEnough,
    }
  }

  /** What the dialer of trackers and configured peers tells. */
  get dialled(): DialerEvents {
    return {
      trying: (address) => this.#dialling(address),
      failed: (address, reason) => {
        this.#init.log.debug('dial-failed', { address, reason })
        const peer = peerAt(address)
        if (peer !== undefined) this.book.unreachable(peer, reason, now())
      },
    }
  }

  /** Somebody says that peers can be dialled at these addresses. */
  sighted(addresses: readonly string[], found: Found): void {
    // The book puts each new one before the others: in the end the first comes first, as it was told.
    const news = addresses.toReversed().filter((address) => this.book.sighted(address, found, now()))
    if (news.length === 0) return
    this.#lastNews = now()
    this.#lookSoon()
    this.#lookWhenCalm()
  }

  /** A peer answers whom it knows. */
  answered(peer: PeerName, addresses: readonly string[]): void {
    if (!this.#asks.takesAnswer(peer)) return
    this.sighted(addresses, this.book.get(peer)?.role === 'seeder' ? 'tracker' : 'exchange')
  }

  /** Joins a device that is not a neighbour yet, where its address is known; if it dials first, it has a place. */
  meet(peer: PeerName): void {
    const link = this.#link
    if (this.#degree.invite(peer) && link !== undefined) void this.#degree.dial(peer, link, () => this.#lookSoon())
  }

  /** Whether a neighbour that has shown its certificate may join. */
  hasPlaceFor(peer: PeerName): boolean {
    return this.#degree.hasPlaceFor(peer)
  }

  /** A peer has joined. Returns how it was first seen. */
  joined(joined: JoinedPeer): Found {
    const { peer, role, link } = joined
    this.book.joined(peer, { role, link, address: provenAddress(joined) }, now())
    if (link === 'lan') this.#aloneSince = undefined
    this.#lookSoon()
    return this.book.get(peer)?.found ?? 'inbound'
  }

  left(peer: PeerName, reason: string): void {
    this.book.left(peer, reason, now())
    this.#asks.left(peer)
    if (this.book.joinedNeighbours().length === 0) this.#aloneSince ??= now()
    this.#lookSoon()
  }

  /** A peer sent bytes that are not what they should be: it does not come back. */
  banned(peer: PeerName, reason: string): void {
    this.book.banned(peer, reason, now())
  }

  /** What the mesh says of peers that did not join, and of multicast. */
  noticed(notice: MeshNotice): void {
    if (notice.type === 'refused') this.book.refused(notice.peer, notice, now())
    if (notice.type === 'protocol-error') {
      const reason = `it does not speak as it should: ${notice.reason}`
      this.book.refused(notice.peer, { by: 'us', reason }, now())
    }
    if (notice.type === 'mdns') this.#multicastProblem = notice.reason
  }

  /** Addresses of some neighbours, for a peer that asks: at most `addressesMax`, by chance. */
  addressesFor(asking: PeerName, addressesMax: number): readonly string[] {
    const others = this.book.joinedNeighbours().filter(({ peer }) => peer !== asking)
    const addresses = others.flatMap(({ addresses: [newest] }) => newest ?? [])
    return sample(addresses, addressesMax, this.#init.random)
  }

  #dialling(address: string): void {
    this.book.sighted(address, 'static', now())
    const peer = peerAt(address)
    if (peer !== undefined && this.book.get(peer)?.state.type !== 'joined') this.book.trying(peer, now())
  }

  /** Several events of one moment are looked at together. */
  #lookSoon(): void {
    if (this.#link === undefined || this.#nextLook !== undefined) return
    this.#nextLook = setTimeout(() => this.#look(), burstMs)
  }

  /** Once the site is known as a whole, it may turn out to fit. */
  #lookWhenCalm(): void {
    clearTimeout(this.#calmLook)
    if (this.#link !== undefined) this.#calmLook = setTimeout(() => this.#look(), calmMs + burstMs)
  }

  #look(): void {
    clearTimeout(this.#nextLook)
    this.#nextLook = undefined
    const link = this.#link
    if (link === undefined) return
    this.#degree.letGo(link)
    const isCalm = millisecondsBetween(this.#lastNews, now()) >= calmMs
    this.#degree.dialMissing(link, { isCalm, failed: () => this.#lookSoon() })
    this.#askAround(link)
    this.#remember()
  }

  #askAround(link: NeighbourLink): void {
    const joined = this.book.all().filter(({ state }) => state.type === 'joined')
    const wanted = Math.ceil(this.#init.neighboursMax / 2)
    for (const peer of this.#asks.due(joined, wanted, now())) link.ask(peer)
  }

  #remember(): void {
    const addresses = this.book.joinedNeighbours().flatMap(({ addresses: [newest] }) => newest ?? [])
    this.#init.remembered.keep(addresses, performance.now()).catch((error: unknown) => this.#notKept(error))
  }

  #notKept(error: unknown): undefined {
    this.#init.log.warn('neighbours-not-kept', { reason: messageOf(error) })
  }
}

/** Where a peer that has joined can be dialled: where it was, or where it says. */
function provenAddress({ peer, direction, remoteAddress, hello }: JoinedPeer): string | undefined {
  const dialled = direction === 'outbound' ? remoteAddress : undefined
  return [dialled, dialAddress(hello.listen)].find((address) => address !== undefined && peerAt(address) === peer)
}
