import type { Address } from '#core/address.ts'
import type { Peer } from '#core/exchange/ledger/peers.ts'

/**
 * Who of the neighbours says that it has what, by address: who has one thing is asked all the time. A seeder has
 * everything and says nothing.
 */
export class Holders {
  readonly #havesPerPeerMax: number
  readonly #byAddress = new Map<Address, Peer[]>()
  readonly #counts = new Map<Peer, number>()

  constructor(havesPerPeerMax: number) {
    this.#havesPerPeerMax = havesPerPeerMax
  }

  /** The neighbours that have an address. */
  of(address: Address): readonly Peer[] {
    return this.#byAddress.get(address) ?? nobody
  }

  has(peer: Peer, address: Address): boolean {
    return this.of(address).includes(peer)
  }

  /** Notes that a neighbour has an address. False when it was known, cannot be believed, or exceeds the bound. */
  add(peer: Peer, address: Address): boolean {
    const holders = this.#byAddress.get(address)
    if (holders?.includes(peer) || peer.forged.has(address)) return false
    const count = this.#counts.get(peer) ?? 0
    if (count >= this.#havesPerPeerMax) return false
    this.#counts.set(peer, count + 1)
    if (holders === undefined) this.#byAddress.set(address, [peer])
    else holders.push(peer)
    return true
  }

  /** A neighbour does not have it after all. */
  delete(peer: Peer, address: Address): void {
    const holders = this.#byAddress.get(address)
    const place = holders?.indexOf(peer) ?? -1
    if (holders === undefined || place < 0) return
    holders.splice(place, 1)
    if (holders.length === 0) this.#byAddress.delete(address)
    this.#counts.set(peer, (this.#counts.get(peer) ?? 0) - 1)
  }

  /** A neighbour has left. */
  left(peer: Peer): void {
    if (!this.#counts.has(peer)) return
    for (const address of this.#byAddress.keys()) this.delete(peer, address)
    this.#counts.delete(peer)
  }
}

const nobody: readonly Peer[] = []
