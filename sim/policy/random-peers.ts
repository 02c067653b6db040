import { askable, rarestOf } from './choose.ts'
import type { Strategy } from './strategy.ts'

/** Upload slots of a device. */
const servesMax = 4

/** What a device fetches at once, in all and from one peer. */
const fetchesMax = 8
const fetchesPerPeerMax = 2

/**
 * Every device takes the rarest pieces first from whatever peers it was given, of any site, and the seeder is one of
 * them: BitTorrent (BEP 3; Cohen, "Incentives build robustness in BitTorrent", 2003). Its four upload slots go to who
 * asks first: without tit for tat, because all of one fleet are willing.
 */
export function randomPeers(): Strategy {
  return {
    servesMax,
    tellsProgress: false,
    isPartnerOver: () => true,
    next(situation) {
      const { fetches } = situation
      if (fetches.count('lan') + fetches.count('wan') >= fetchesMax) return undefined
      return rarestOf(
        situation,
        askable(situation, fetchesPerPeerMax, () => true),
      )
    },
  }
}
