import { earliest, type Instant } from '#core/engine.ts'
import type { Way } from '#core/exchange/contract.ts'
import { type Asking, cheapestOffer, leastOutstanding } from '#core/exchange/download/holder.ts'
import type { Offers } from '#core/exchange/download/offers.ts'
import { type Bounds, hasRoom, isResting } from '#core/exchange/download/trust.ts'
import type { Fetches } from '#core/exchange/ledger/fetches.ts'
import type { Peer, Peers } from '#core/exchange/ledger/peers.ts'
import type { Want, Wants } from '#core/exchange/ledger/wants.ts'
import type { ExchangeLimits } from '#core/exchange/limits.ts'
import type { Random } from '#core/random.ts'

/** What the use of the LAN is decided from. */
export interface LanUseParts {
  readonly limits: ExchangeLimits
  readonly random: Random
  readonly peers: Peers
  readonly offers: Offers
  readonly wants: Wants
  readonly fetches: Fetches
}

/** Decides what this node fetches from which neighbour: few at a time, of whoever has least to do, in an order of chance. */
export class LanUse {
  readonly #parts: LanUseParts
  readonly #bounds: Bounds

  constructor(parts: LanUseParts) {
    this.#parts = parts
    this.#bounds = { fetchesMax: parts.limits.fetchesPerHolderMax, bytesMax: parts.limits.bytesPerHolderMax }
  }

  /** What to fetch now, and from whom. */
  next(now: Instant): { readonly way: Way; readonly holder: Peer } | undefined {
    const { limits, random, peers, offers, fetches } = this.#parts
    if (offers.peers.size === 0) return undefined
    const asking: Asking = { ...this.#bounds, now, random }
    while (fetches.overLan < limits.lanFetchesMax) {
      const next = leastOutstanding(offers.peers, asking, anyPeer)
      if (next === undefined) return undefined
      const want = this.#takeIdle(next)
      if (want === undefined) continue
      const offer = cheapestOffer(want.ways, peers.neighbours, asking, (way) => fetches.of(way) !== undefined)
      if (offer !== undefined) return offer
    }
    return undefined
  }

  /** When the first resting neighbour that offers something can be asked. */
  nextAt(now: Instant): Instant | undefined {
    const { offers, fetches, limits } = this.#parts
    if (fetches.overLan >= limits.lanFetchesMax) return undefined
    let first: Instant | undefined
    for (const peer of offers.peers) {
      if (hasRoom(peer, this.#bounds) && isResting(peer, now)) first = earliest(first, peer.restsUntil)
    }
    return first
  }

  /** Something that a neighbour offers and that is still wanted. */
  #takeIdle(peer: Peer): Want | undefined {
    const { offers, wants } = this.#parts
    for (let address = offers.take(peer); address !== undefined; address = offers.take(peer)) {
      const want = wants.idle(address)
      if (want !== undefined) return want
    }
    return undefined
  }
}

function anyPeer(): boolean {
  return true
}
