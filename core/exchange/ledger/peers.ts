import type { Address } from '#core/address.ts'
import type { Instant } from '#core/engine.ts'
import type { Link, PeerName, PeerRole } from '#core/exchange/contract.ts'
import { Bag } from '#core/exchange/ledger/bag.ts'
import { Lacks } from '#core/exchange/ledger/lacks.ts'
import { type ExchangeLimits, strikesKeptMax, strikesMax } from '#core/exchange/limits.ts'

/** What this node knows of a connected peer. */
export interface Peer {
  readonly name: PeerName
  readonly link: Link
  readonly role: PeerRole
  /** Of what it has, what may be fetched now, as `ledger/offers.ts` keeps it. */
  readonly offers: Bag<Address>
  /** Addresses for which it sent forged bytes: never asked of it again. */
  readonly forged: Set<Address>
  /** Whether it said that this node served it forged bytes. */
  blamesUs: boolean
  /** What it does not have, as far as it is a seeder. */
  readonly lacks: Lacks
  /** Fetches from it that have not ended. */
  outstanding: number
  /** The bytes of these, whatever has come of them. */
  outstandingBytes: number
  /** Failures since the last good bytes; they set how long it rests. */
  failures: number
  /** The same failures by their weight; see `download/trust.ts`. */
  doubt: number
  restsUntil: Instant | undefined
}

/** The connected peers by name, at most `peersMax`, and the strikes of all that were ever seen. */
export class Peers {
  readonly #limits: ExchangeLimits
  readonly #all = new Map<PeerName, Peer>()
  readonly #neighbours = new Map<PeerName, Peer>()
  /** Devices that forged bytes. */
  readonly #distrusted = new Map<PeerName, Peer>()
  readonly #seeders = new Map<PeerName, Peer>()
  readonly #strikes = new Map<PeerName, number>()

  constructor(limits: ExchangeLimits) {
    this.#limits = limits
  }

  /** The devices on this site's LAN. */
  get neighbours(): ReadonlyMap<PeerName, Peer> {
    return this.#neighbours
  }

  /** Devices of the site that are told what is here, also those that are not heard any more. */
  listeners(): readonly Peer[] {
    return [...this.#neighbours.values(), ...this.#distrusted.values()]
  }

  get seeders(): ReadonlyMap<PeerName, Peer> {
    return this.#seeders
  }

  get(name: PeerName): Peer | undefined {
    return this.#all.get(name)
  }

  /** Makes a peer known. Returns undefined when the table is full or it is known already. */
  join(name: PeerName, link: Link, role: PeerRole): Peer | undefined {
    if (this.#all.size >= this.#limits.peersMax || this.#all.has(name)) return undefined
    const peer: Peer = {
      name,
      link,
      role,
      offers: new Bag(),
      forged: new Set(),
      blamesUs: false,
      lacks: new Lacks(),
      outstanding: 0,
      outstandingBytes: 0,
      failures: 0,
      doubt: 0,
      restsUntil: undefined,
    }
    this.#all.set(name, peer)
    if (role === 'seeder') this.#seeders.set(name, peer)
    else if (link === 'lan' && this.isBanned(name)) this.#distrusted.set(name, peer)
    else if (link === 'lan') this.#neighbours.set(name, peer)
    return peer
  }

  /** Makes a neighbour one that is told and served, and no longer heard. */
  distrust(peer: Peer): void {
    if (this.#neighbours.delete(peer.name)) this.#distrusted.set(peer.name, peer)
  }

  leave(name: PeerName): Peer | undefined {
    const peer = this.#all.get(name)
    this.#all.delete(name)
    this.#neighbours.delete(name)
    this.#distrusted.delete(name)
    this.#seeders.delete(name)
    return peer
  }

  /** Gives a strike, which outlives the connection. */
  strike(name: PeerName): void {
    const strikes = (this.#strikes.get(name) ?? 0) + 1
    this.#strikes.delete(name)
    this.#strikes.set(name, strikes)
    if (this.#strikes.size <= strikesKeptMax) return
    const [oldest] = this.#strikes.keys()
    if (oldest !== undefined) this.#strikes.delete(oldest)
  }

  isBanned(name: PeerName): boolean {
    return (this.#strikes.get(name) ?? 0) >= strikesMax
  }
}
