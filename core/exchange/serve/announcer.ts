import type { Address } from '#core/address.ts'
import { type Instant, later } from '#core/engine.ts'
import type { ExchangeEffect, ExchangeMessage, Leased, PeerName } from '#core/exchange/contract.ts'
import type { Holders } from '#core/exchange/ledger/holders.ts'
import type { Peer, Peers } from '#core/exchange/ledger/peers.ts'
import { haveSpacingMs, haveSpacingPerNeighbourMs, urgentHaveSpacingMs } from '#core/exchange/limits.ts'
import { addressesMax } from '#core/exchange/message.ts'

const urgencies = ['usual', 'urgent', 'at-once'] as const

/** How soon neighbours hear of something: `urgent` is what few of them have, `at-once` what all of them wait for. */
export type Urgency = (typeof urgencies)[number]

/**
 * Tells the neighbours what this node has, and at once what it is fetching over the WAN. What it has goes out in
 * rounds, which are {@link urgentHaveSpacingMs} apart for what only it may have, else {@link haveSpacingMs} and more
 * the more neighbours there are, so that none of them hears more than ten such rounds a second.
 */
export class Announcer {
  readonly #peers: Peers
  readonly #holders: Holders
  readonly #fresh = new Set<Address>()
  readonly #taken = new Map<Address, number>()
  readonly #dropped = new Set<Address>()
  #urgency: Urgency = 'usual'
  #lastRoundAt: Instant | undefined

  constructor(peers: Peers, holders: Holders) {
    this.#peers = peers
    this.#holders = holders
  }

  /** What this node can serve from now on. */
  has(addresses: readonly Address[], urgency: Urgency): void {
    for (const address of addresses) this.#fresh.add(address)
    if (addresses.length > 0 && urgencies.indexOf(urgency) > urgencies.indexOf(this.#urgency)) this.#urgency = urgency
  }

  /** What is no longer held is not announced; who was told finds out by asking. */
  lost(addresses: Iterable<Address>): void {
    for (const address of addresses) this.#fresh.delete(address)
  }

  took({ address, receivedBytes }: Leased): void {
    this.#dropped.delete(address)
    this.#taken.set(address, receivedBytes)
  }

  dropped(address: Address): void {
    this.#taken.delete(address)
    this.#dropped.add(address)
  }

  /** What a new neighbour is told: all of `held` that is not in the next round, and the leases. */
  greet(peer: PeerName, { held, leased }: Greeting): ExchangeEffect[] {
    const told = held.filter((address) => !this.#fresh.has(address))
    const effects = haveMessages(peer, told)
    if (leased.length > 0) effects.push({ type: 'send', peer, message: { type: 'lease', taken: leased, dropped: [] } })
    return effects
  }

  /** Sends what is due. */
  flush(now: Instant): ExchangeEffect[] {
    return [...this.#flushLeases(), ...this.#flushHaves(now)]
  }

  /** When the next round is due, if there is something to say. */
  deadline(): Instant | undefined {
    return this.#fresh.size > 0 ? this.#nextRoundAt() : undefined
  }

  #flushLeases(): ExchangeEffect[] {
    if (this.#taken.size === 0 && this.#dropped.size === 0) return []
    const taken = Array.from(this.#taken, ([address, receivedBytes]) => ({ address, receivedBytes }))
    const message = { type: 'lease', taken, dropped: [...this.#dropped] } as const
    this.#taken.clear()
    this.#dropped.clear()
    return this.#toAll(message)
  }

  #flushHaves(now: Instant): ExchangeEffect[] {
    const roundAt = this.#nextRoundAt()
    if (this.#fresh.size === 0 || (roundAt !== undefined && now < roundAt)) return []
    const fresh = [...this.#fresh]
    this.#fresh.clear()
    this.#urgency = 'usual'
    this.#lastRoundAt = now
    const lackedBy = (peer: Peer) => fresh.filter((address) => !this.#holders.has(peer, address))
    return this.#peers.listeners().flatMap((peer) => haveMessages(peer.name, lackedBy(peer)))
  }

  /** Undefined before the first round. */
  #nextRoundAt(): Instant | undefined {
    if (this.#lastRoundAt === undefined) return undefined
    if (this.#urgency === 'at-once') return this.#lastRoundAt
    const spacingMs = Math.max(haveSpacingMs, this.#peers.neighbours.size * haveSpacingPerNeighbourMs)
    return later(this.#lastRoundAt, this.#urgency === 'urgent' ? urgentHaveSpacingMs : spacingMs)
  }

  #toAll(message: ExchangeMessage): ExchangeEffect[] {
    return this.#peers.listeners().map((peer) => ({ type: 'send', peer: peer.name, message }))
  }
}

/** What a node tells a neighbour that has just joined. */
export interface Greeting {
  readonly held: readonly Address[]
  readonly leased: readonly Leased[]
}

function haveMessages(peer: PeerName, addresses: readonly Address[]): ExchangeEffect[] {
  const effects: ExchangeEffect[] = []
  for (let first = 0; first < addresses.length; first += addressesMax) {
    const message = { type: 'have', addresses: addresses.slice(first, first + addressesMax) } as const
    effects.push({ type: 'send', peer, message })
  }
  return effects
}
