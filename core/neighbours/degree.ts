import type { PeerName } from '#core/exchange/contract.ts'
import type { Random } from '#core/random.ts'
import { type RingPeer, ringNeighboursOf, successorsOf } from './ring.ts'

/** Neighbours of a node that its owner gave no other bound. */
export const neighboursMaxPreset = 24

/** What a node decides from whom to dial. */
export interface DegreeView {
  readonly self: RingPeer
  readonly neighboursMax: number
  /** Neighbours that are joined or being dialled. */
  readonly held: readonly RingPeer[]
  /** Neighbours that could be dialled now. */
  readonly free: readonly RingPeer[]
  /** Nobody new was seen for a moment: `held` and `free` are the site. */
  readonly isCalm: boolean
}

/**
 * How many neighbours a node dials until it has them. A site that fits is joined as a whole; on a larger one a node
 * dials half of its neighbours and leaves the rest of its places to those who dial it.
 */
export function neighboursWanted({ neighboursMax, held, free, isCalm }: Omit<DegreeView, 'self'>): number {
  const seen = held.length + free.length
  return isCalm && seen <= neighboursMax ? seen : Math.ceil(neighboursMax / 2)
}

/**
 * Whom to dial now, the most important first: the next peers on the ring, which make one mesh of all that see each
 * other, then others by chance until there are as many as {@link neighboursWanted}.
 */
export function whomToDial(view: DegreeView, random: Random): readonly PeerName[] {
  const { self, held, free } = view
  const next = new Set(successorsOf(self, [...held, ...free]))
  const first = free.filter((peer) => next.has(peer))
  const rest = free.filter((peer) => !next.has(peer))
  const missing = Math.max(0, neighboursWanted(view) - held.length - first.length)
  return [...first, ...sample(rest, missing, random)].map(({ peer }) => peer)
}

/** The neighbours that a node has, and how many it may have. */
export interface Places {
  readonly self: RingPeer
  readonly neighboursMax: number
  readonly joined: readonly RingPeer[]
}

/** Whether a peer may join: there is room, or it is next to this node on the ring, so that another one makes room for it. */
export function hasPlaceFor(peer: RingPeer, { self, neighboursMax, joined }: Places): boolean {
  const others = joined.filter((other) => other.peer !== peer.peer)
  return others.length < neighboursMax || ringNeighboursOf(self, [...others, peer]).has(peer.peer)
}

/** Who is let go: nobody unless there are too many, then some by chance, but no neighbour on the ring and none of `kept`. */
export function whomToLetGo(
  { self, neighboursMax, joined }: Places,
  kept: ReadonlySet<PeerName>,
  random: Random,
): readonly PeerName[] {
  const tooMany = Math.max(0, joined.length - neighboursMax)
  const onRing = ringNeighboursOf(self, joined)
  const others = joined.filter(({ peer }) => !onRing.has(peer) && !kept.has(peer))
  return sample(others, tooMany, random).map(({ peer }) => peer)
}

/** At most `count` of the items, by chance: the head of a Fisher–Yates shuffle. */
export function sample<Item>(items: readonly Item[], count: number, random: Random): readonly Item[] {
  const left = [...items]
  const chosen: Item[] = []
  while (chosen.length < count && left.length > 0) chosen.push(...left.splice(random.below(left.length), 1))
  return chosen
}
