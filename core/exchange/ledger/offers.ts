import type { Address } from '#core/address.ts'
import type { Peer } from '#core/exchange/ledger/peers.ts'
import type { Random } from '#core/random.ts'

/**
 * What may be fetched from which neighbour: also some that need no longer be, which is found when they are taken. Only
 * those who offer something are looked at, and on a calm site that is nobody most of the time.
 */
export class Offers {
  readonly #random: Random
  readonly #offering = new Set<Peer>()

  constructor(random: Random) {
    this.#random = random
  }

  /** The neighbours that offer something. */
  get peers(): ReadonlySet<Peer> {
    return this.#offering
  }

  add(peer: Peer, address: Address): void {
    peer.offers.add(address)
    this.#offering.add(peer)
  }

  /** Takes one that chance decides out of what a neighbour offers. */
  take(peer: Peer): Address | undefined {
    const address = peer.offers.take(this.#random)
    if (peer.offers.size === 0) this.#offering.delete(peer)
    return address
  }

  /** A neighbour has left. */
  left(peer: Peer): void {
    this.#offering.delete(peer)
  }
}
