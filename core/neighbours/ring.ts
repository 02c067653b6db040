import { createHash } from 'node:crypto'
import type { PeerName } from '#core/exchange/contract.ts'

/** A peer with its place on the ring: a whole number of 48 bits. */
export interface RingPeer {
  readonly peer: PeerName
  readonly place: number
}

/** Places on the ring. */
const placeCount = 2 ** 48

/** The next peers on the ring that a node stays joined to, and as many before it that it always lets in. */
const ringReach = 2

/** Where a peer stands on the ring: the first 48 bits of SHA-256 over the domain `mycel/ring/1` and the peer, one a line. */
export function ringPlace(peer: PeerName): number {
  return createHash('sha256').update(`mycel/ring/1\n${peer}`).digest().readUIntBE(0, 6)
}

/** The peers that follow `self` on the ring, nearest first: at most {@link ringReach}. */
export function successorsOf(self: RingPeer, peers: readonly RingPeer[]): readonly RingPeer[] {
  return nearest(peers, ({ place }) => distance(self.place, place))
}

/** The names of the peers next to `self` on the ring, on both sides. */
export function ringNeighboursOf(self: RingPeer, peers: readonly RingPeer[]): ReadonlySet<PeerName> {
  const predecessors = nearest(peers, ({ place }) => distance(place, self.place))
  return new Set([...successorsOf(self, peers), ...predecessors].map(({ peer }) => peer))
}

function nearest(peers: readonly RingPeer[], distanceOf: (peer: RingPeer) => number): readonly RingPeer[] {
  return peers.toSorted((left, right) => distanceOf(left) - distanceOf(right)).slice(0, ringReach)
}

/** How far it is from one place to another in the direction of the ring. */
function distance(from: number, to: number): number {
  return (to - from + placeCount) % placeCount
}
