import { earliest, type Instant } from '#core/engine.ts'
import type { Way } from '#core/exchange/contract.ts'
import { type Asking, cheapestOffer, leastOutstanding } from '#core/exchange/download/holder.ts'
import { isResting } from '#core/exchange/download/trust.ts'
import type { Fetches } from '#core/exchange/ledger/fetches.ts'
import type { Peer, Peers } from '#core/exchange/ledger/peers.ts'
import type { Wants } from '#core/exchange/ledger/wants.ts'
import type { ExchangeLimits } from '#core/exchange/limits.ts'
import type { Random } from '#core/random.ts'

/** What the use of the LAN is decided from. */
export interface LanUseParts {
  readonly limits: ExchangeLimits
  readonly random: Random
  readonly peers: Peers
  readonly wants: Wants
  readonly fetches: Fetches
}

/** Decides what this node fetches from which neighbour: few at a time, of whoever has least to do, in an order of chance. */
export class LanUse {
  readonly #parts: LanUseParts

  constructor(parts: LanUseParts) {
    this.#parts = parts
  }

  /** What to fetch now, and from whom. */
  next(now: Instant): { readonly way: Way; readonly holder: Peer } | undefined {
    const { limits, random, peers, fetches, wants } = this.#parts
    const asking: Asking = { now, random, outstandingMax: limits.fetchesPerHolderMax }
    while (fetches.overLan < limits.lanFetchesMax) {
      const next = leastOutstanding(peers.neighbours.values(), asking, (peer) => peer.offers.size > 0)
      const address = next?.offers.take(random)
      if (address === undefined) return undefined
      const want = wants.idle(address)
      if (want === undefined) continue
      const offer = cheapestOffer(want.ways, peers.neighbours, asking, (way) => fetches.of(way) !== undefined)
      if (offer !== undefined) return offer
    }
    return undefined
  }

  /** When the first resting neighbour that offers something can be asked. */
  nextAt(now: Instant): Instant | undefined {
    const { peers, fetches, limits } = this.#parts
    if (fetches.overLan >= limits.lanFetchesMax) return undefined
    const mayBeAsked = ({ offers, outstanding }: Peer) => offers.size > 0 && outstanding < limits.fetchesPerHolderMax
    const resting = [...peers.neighbours.values()].filter((peer) => mayBeAsked(peer) && isResting(peer, now))
    return earliest(...resting.map(({ restsUntil }) => restsUntil))
  }
}
