import { anyOf, askable, rarestOf } from './choose.ts'
import type { OpenWant } from './ledger/open-wants.ts'
import type { Choice, Situation, Strategy } from './strategy.ts'

/** What a device serves at once. */
export const servesMax = 24

/** What it fetches from neighbours at once, in all and from one of them. */
const lanFetchesMax = 8
const lanFetchesPerPeerMax = 2

/** What it fetches over the WAN at once. */
const wanFetchesMax = 4

/**
 * Every device takes from its neighbours what one of them has, the rarest first, and the rest over the WAN in an order
 * of its own, without agreeing on who fetches what: as Delivery Optimization does in its LAN mode, where the origin is
 * always there to fall back on (https://learn.microsoft.com/windows/deployment/do/delivery-optimization-workflow).
 */
export function lanFirst(): Strategy {
  return {
    servesMax,
    tellsProgress: false,
    isPartnerOver: (link) => link === 'lan',
    next: (situation) => fromNeighbours(situation) ?? fromOrigin(situation, () => true),
  }
}

/** The next fetch from a neighbour. */
export function fromNeighbours(situation: Situation): Choice | undefined {
  if (situation.fetches.count('lan') >= lanFetchesMax) return undefined
  const neighbours = askable(situation, lanFetchesPerPeerMax, ({ role, link }) => role === 'device' && link === 'lan')
  return rarestOf(situation, neighbours)
}

/** The next fetch from a seeder of what no neighbour has, as far as `may` allows it. */
export function fromOrigin(situation: Situation, may: (want: OpenWant) => boolean): Choice | undefined {
  if (situation.fetches.count('wan') >= wanFetchesMax) return undefined
  const seeders = askable(situation, wanFetchesMax, ({ role }) => role === 'seeder')
  return anyOf(situation, seeders, (want) => may(want) && !isOffered(situation, want))
}

function isOffered({ sources }: Situation, { ways }: OpenWant): boolean {
  return sources.isOffered(ways.map(({ address }) => address))
}
