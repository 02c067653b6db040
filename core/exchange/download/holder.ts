import type { Address } from '#core/address.ts'
import type { Instant } from '#core/engine.ts'
import type { Way } from '#core/exchange/contract.ts'
import { type Bounds, isCredible, isUsable } from '#core/exchange/download/trust.ts'
import type { Holders } from '#core/exchange/ledger/holders.ts'
import type { Peer } from '#core/exchange/ledger/peers.ts'
import type { Random } from '#core/random.ts'

/** What decides whether a peer can be asked. */
export interface Asking extends Bounds {
  readonly now: Instant
  readonly random: Random
}

/** The usable peer with least outstanding of those that pass `may`, one that keeps its word first; chance decides between equals. */
export function leastOutstanding(
  peers: Iterable<Peer>,
  asking: Asking,
  may: (peer: Peer) => boolean = anyPeer,
): Peer | undefined {
  let best: Peer | undefined
  let equals = 1
  for (const peer of peers) {
    if (!isUsable(peer, asking, asking.now) || !may(peer)) continue
    const order = best === undefined ? -1 : compared(peer, best)
    if (order > 0) continue
    equals = order === 0 ? equals + 1 : 1
    if (order < 0 || asking.random.below(equals) === 0) best = peer
  }
  return best
}

/** Those that keep their word come first, of these the one with less to do. */
function compared(left: Peer, right: Peer): number {
  return Number(isCredible(right)) - Number(isCredible(left)) || left.outstanding - right.outstanding
}

/** The cheapest way that a usable neighbour has and that is not `underWay`, and from whom to take it. */
export function cheapestOffer(
  ways: readonly Way[],
  holders: Holders,
  asking: Asking,
  isUnderWay: (address: Address) => boolean,
): { readonly way: Way; readonly holder: Peer } | undefined {
  for (const way of ways) {
    if (isUnderWay(way.address)) continue
    const holder = leastOutstanding(holders.of(way.address), asking)
    if (holder !== undefined) return { way, holder }
  }
  return undefined
}

/** True when a neighbour that keeps its word has one of these: then the WAN is not needed. */
export function isOffered(addresses: readonly Address[], holders: Holders): boolean {
  return addresses.some((address) => holders.of(address).some(isCredible))
}

function anyPeer(): boolean {
  return true
}
