import type { Address } from '#core/address.ts'
import { type Instant, later } from '#core/engine.ts'
import type { ExchangeEffect, PeerName } from '#core/exchange/contract.ts'
import type { Peer, Peers } from '#core/exchange/ledger/peers.ts'
import { haveSpacingMs } from '#core/exchange/limits.ts'
import { addressesMax } from '#core/exchange/message.ts'

/**
 * Tells the neighbours what this node has and what it is fetching over the WAN. Leases go out at
 * once; what it has goes out in rounds {@link haveSpacingMs} apart, to those who are not known to have it.
 */
export class Announcer {
  readonly #peers: Peers
  readonly #fresh = new Set<Address>()
  readonly #taken = new Set<Address>()
  readonly #dropped = new Set<Address>()
  #nextRoundAt: Instant | undefined

  constructor(peers: Peers) {
    this.#peers = peers
  }

  has(addresses: Iterable<Address>): void {
    for (const address of addresses) this.#fresh.add(address)
  }

  /** What is no longer held is not announced; who was told finds out by asking. */
  lost(addresses: Iterable<Address>): void {
    for (const address of addresses) this.#fresh.delete(address)
  }

  took(address: Address): void {
    this.#dropped.delete(address)
    this.#taken.add(address)
  }

  dropped(address: Address): void {
    this.#taken.delete(address)
    this.#dropped.add(address)
  }

  /** What a new neighbour is told: all of `held` that is not in the next round, and the leases. */
  greet(peer: PeerName, held: readonly Address[], leased: readonly Address[]): ExchangeEffect[] {
    const effects = haveMessages(
      peer,
      held.filter((address) => !this.#fresh.has(address)),
    )
    if (leased.length > 0) effects.push({ type: 'send', peer, message: { type: 'lease', taken: leased, dropped: [] } })
    return effects
  }

  /** Sends what is due. */
  flush(now: Instant): ExchangeEffect[] {
    return [...this.#flushLeases(), ...this.#flushHaves(now)]
  }

  /** When the next round is due, if there is something to say. */
  deadline(): Instant | undefined {
    return this.#fresh.size > 0 ? this.#nextRoundAt : undefined
  }

  #flushLeases(): ExchangeEffect[] {
    if (this.#taken.size === 0 && this.#dropped.size === 0) return []
    const message = { type: 'lease', taken: [...this.#taken], dropped: [...this.#dropped] } as const
    this.#taken.clear()
    this.#dropped.clear()
    return Array.from(this.#peers.neighbours.keys(), (peer) => ({ type: 'send', peer, message }))
  }

  #flushHaves(now: Instant): ExchangeEffect[] {
    if (this.#fresh.size === 0 || (this.#nextRoundAt !== undefined && now < this.#nextRoundAt)) return []
    const fresh = [...this.#fresh]
    this.#fresh.clear()
    this.#nextRoundAt = later(now, haveSpacingMs)
    return [...this.#peers.neighbours.values()].flatMap((peer) => haveMessages(peer.name, lackedBy(peer, fresh)))
  }
}

function lackedBy(peer: Peer, addresses: readonly Address[]): readonly Address[] {
  return addresses.filter((address) => !peer.has.has(address))
}

function haveMessages(peer: PeerName, addresses: readonly Address[]): ExchangeEffect[] {
  const effects: ExchangeEffect[] = []
  for (let first = 0; first < addresses.length; first += addressesMax) {
    const message = { type: 'have', addresses: addresses.slice(first, first + addressesMax) } as const
    effects.push({ type: 'send', peer, message })
  }
  return effects
}
