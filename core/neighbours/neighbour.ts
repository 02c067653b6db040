import type { Instant } from '#core/engine.ts'
import type { Link, PeerName, PeerRole } from '#core/exchange/contract.ts'
import type { RingPeer } from './ring.ts'

/** How a peer was first seen: by multicast, named by a neighbour or the tracker, kept from an earlier run, in the configuration, or because it dialled. */
export type Found = 'mdns' | 'exchange' | 'tracker' | 'remembered' | 'static' | 'inbound'

/** What a node makes of a peer that it has seen. */
export type NeighbourState =
  /** It could be dialled and is not: there are neighbours enough. */
  | { readonly type: 'not-needed' }
  | { readonly type: 'trying' }
  | { readonly type: 'joined' }
  /** It was joined. It is dialled again after `nextTry`, as in the states below. */
  | { readonly type: 'left'; readonly reason: string; readonly nextTry: Instant }
  | { readonly type: 'unreachable'; readonly reason: string; readonly nextTry: Instant }
  /** One of the two does not accept the other: `by` says which. */
  | { readonly type: 'refused'; readonly by: 'us' | 'peer'; readonly reason: string; readonly nextTry: Instant }
  /** One of the two has as many neighbours as it takes. */
  | { readonly type: 'full'; readonly by: 'us' | 'peer'; readonly nextTry: Instant }
  /** Until the process ends. */
  | { readonly type: 'banned'; readonly reason: string }

/** A peer that a node has seen. What it is and how it is reached is known once it has joined. */
export interface Neighbour extends RingPeer {
  /** Where it may be dialled: the one over which it joined, then the newest. None where it only dialled. */
  readonly addresses: readonly string[]
  readonly found: Found
  readonly role: PeerRole | undefined
  readonly link: Link | undefined
  readonly firstSeen: Instant
  readonly lastSeen: Instant
  readonly state: NeighbourState
  readonly stateSince: Instant
  /** Attempts in a row that brought no lasting connection. */
  readonly failures: number
}

/** Whether a peer is one of the site's devices that is joined. */
export function isJoinedNeighbour({ state, link }: Neighbour): boolean {
  return state.type === 'joined' && link === 'lan'
}

/** Whether a peer may be dialled now. Those of the configuration are dialled in any case, and not from here. */
export function isFree({ addresses, found, state }: Neighbour, now: Instant): boolean {
  if (addresses.length === 0 || found === 'static') return false
  return state.type === 'not-needed' || ('nextTry' in state && state.nextTry <= now)
}

/** A multiaddr over TCP that ends in the peer id of an Ed25519 key: base58 of an identity multihash of 36 bytes. */
const dialable =
  /^\/(?:ip4|ip6|dns|dns4|dns6)\/[\w.:-]{1,253}\/tcp\/\d{1,5}\/p2p\/(?<peer>12D3KooW[1-9A-HJ-NP-Za-km-z]{44})$/

/** The peer that an address leads to; undefined for an address that is not dialled at the word of a stranger. */
export function peerAt(address: string): PeerName | undefined {
  return dialable.exec(address)?.groups?.['peer'] as PeerName | undefined
}
