import type { Address } from '#core/address.ts'
import { earliest, type Instant } from '#core/engine.ts'
import type { Way } from '#core/exchange/contract.ts'
import { type Asking, cheapestOffer, leastOutstanding } from '#core/exchange/download/holder.ts'
import { type Bounds, hasRoom, isResting } from '#core/exchange/download/trust.ts'
import type { Fetches } from '#core/exchange/ledger/fetches.ts'
import type { Holders } from '#core/exchange/ledger/holders.ts'
import type { Offers } from '#core/exchange/ledger/offers.ts'
import type { Peer } from '#core/exchange/ledger/peers.ts'
import type { Wants } from '#core/exchange/ledger/wants.ts'
import type { ExchangeLimits } from '#core/exchange/limits.ts'
import type { Random } from '#core/random.ts'

/** What the use of the LAN is decided from. */
export interface LanUseParts {
  readonly limits: ExchangeLimits
  readonly random: Random
  readonly holders: Holders
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
    const { limits, random, holders, offers, fetches } = this.#parts
    if (offers.peers.size === 0) return undefined
    const asking: Asking = { ...this.#bounds, now, random }
    while (fetches.overLan < limits.lanFetchesMax) {
      const next = leastOutstanding(offers.peers, asking)
      if (next === undefined) return undefined
      const idle = this.#takeIdle(next)
      if (idle === undefined) continue
      const [cheapest] = idle.ways
      const isUnderWay = (address: Address) => fetches.of(address) !== undefined
      // Of those that offer anything it has least to do: only for another way than this are the others looked at, too.
      if (cheapest?.address === idle.offered && holders.has(next, idle.offered) && !isUnderWay(idle.offered)) {
        return { way: cheapest, holder: next }
      }
      const offer = cheapestOffer(idle.ways, holders, asking, isUnderWay)
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

  /** Takes out what a neighbour offers until it is something that is still wanted: by these ways. */
  #takeIdle(peer: Peer): { readonly offered: Address; readonly ways: readonly Way[] } | undefined {
    const { offers, wants } = this.#parts
    for (let offered = offers.take(peer); offered !== undefined; offered = offers.take(peer)) {
      const want = wants.idle(offered)
      if (want !== undefined) return { offered, ways: want.ways }
    }
    return undefined
  }
}
