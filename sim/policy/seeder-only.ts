import type { Link } from '#core/exchange/contract.ts'
import { askable, firstOf } from './choose.ts'
import type { Strategy } from './strategy.ts'

/** What a device asks the origin for at once: as browsers, `network.http.max-persistent-connections-per-server` in Firefox. */
export const originFetchesMax = 6

/**
 * Every device takes every payload from a seeder, in the order of the image, and has nothing to do with the others.
 * Over the WAN that is `origin-only`, what the clients of hawkBit (Direct Device Integration API) and of Mender do;
 * on the LAN it is how devices use the box of `site-cache`.
 */
export function seederOnly(link: Link, fetchesMax: number): Strategy {
  return {
    servesMax: 0,
    tellsProgress: false,
    isPartnerOver: () => false,
    next(situation) {
      const seeders = askable(situation, fetchesMax, (source) => source.role === 'seeder' && source.link === link)
      return firstOf(situation, seeders)
    },
  }
}
