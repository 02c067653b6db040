import { type Instant, millisecondsBetween } from '#core/engine.ts'
import type { Link, PeerRole } from '#core/exchange/contract.ts'
import type { Found, Neighbour, NeighbourState } from '#core/neighbours/neighbour.ts'
import type { Neighbours } from './neighbours.ts'
import type { PeerBytes } from './peer-traffic.ts'

/** Whom a node has seen, as `mycel node peers --json` prints it; `docs/operations.md` describes it. */
export interface PeersReport {
  /** Joined peers on this site, and how many there may be. */
  readonly neighbours: number
  readonly neighboursMax: number
  /** For how long there has been none, in seconds; null while there is one. */
  readonly aloneSec: number | null
  /** How neighbours are looked for by multicast; null where the configuration does not want it. */
  readonly multicast: { readonly serviceTag: string; readonly problem: string | null } | null
  /** Whether a tracker is joined. */
  readonly tracker: boolean
  /** Who was seen: the joined ones first. */
  readonly peers: readonly PeerReport[]
}

/** One peer of a {@link PeersReport}. All lengths of time are whole seconds. */
export interface PeerReport extends PeerBytes {
  readonly peer: string
  /** Multiaddrs: the one over which it joined, then the newest. */
  readonly addresses: readonly string[]
  readonly found: Found
  /** What it is and how it is reached; null until it joins. */
  readonly role: PeerRole | null
  readonly link: Link | null
  readonly state: NeighbourState['type']
  /** Why it is in this state, in words; empty where the state says all. */
  readonly reason: string
  readonly stateSec: number
  readonly firstSeenSec: number
  readonly lastSeenSec: number
  /** When it may be dialled again; null where it is not, and for those of the configuration: they are dialled at least once a minute. */
  readonly nextTrySec: number | null
}

/** What a report is made from. */
export interface PeersSources {
  readonly neighbours: Pick<Neighbours, 'book' | 'traffic' | 'aloneMs' | 'multicastProblem' | 'now'>
  readonly discovery: { readonly mdns: boolean; readonly serviceTag: string; readonly neighboursMax: number }
  readonly tracker: boolean
}

/** Tells whom a node has seen, how, and why it has not joined whom it has not. */
export function peersReport({ neighbours, discovery, tracker }: PeersSources): PeersReport {
  const { book, traffic, aloneMs, multicastProblem } = neighbours
  const { mdns, serviceTag, neighboursMax } = discovery
  const joinedFirst = book.all().toSorted((left, right) => orderOf(left) - orderOf(right))
  return {
    neighbours: book.joinedNeighbours().length,
    neighboursMax,
    aloneSec: aloneMs === undefined ? null : Math.floor(aloneMs / 1000),
    multicast: mdns ? { serviceTag, problem: multicastProblem ?? null } : null,
    tracker,
    peers: joinedFirst.map((each) => peerReport(each, traffic.of(each.peer), neighbours.now)),
  }
}

function orderOf({ state, role }: Neighbour): number {
  if (state.type !== 'joined') return 2
  return role === 'seeder' ? 0 : 1
}

function peerReport(neighbour: Neighbour, { receivedBytes, sentBytes }: PeerBytes, now: Instant): PeerReport {
  const { peer, addresses, found, role, link, state, firstSeen, lastSeen, stateSince } = neighbour
  const secondsSince = (start: Instant) => Math.floor(millisecondsBetween(start, now) / 1000)
  return {
    peer,
    addresses,
    found,
    role: role ?? null,
    link: link ?? null,
    state: state.type,
    reason: reasonOf(state),
    stateSec: secondsSince(stateSince),
    firstSeenSec: secondsSince(firstSeen),
    lastSeenSec: secondsSince(lastSeen),
    nextTrySec: 'nextTry' in state && found !== 'static' ? Math.max(0, -secondsSince(state.nextTry)) : null,
    receivedBytes,
    sentBytes,
  }
}

function reasonOf(state: NeighbourState): string {
  switch (state.type) {
    case 'joined':
    case 'trying':
      return ''
    case 'not-needed':
      return 'there was no need to dial it so far'
    case 'full':
      return state.by === 'us' ? 'this node has all the neighbours it takes' : 'it has all the neighbours it takes'
    case 'refused':
      return state.by === 'us'
        ? `this node does not accept it: ${state.reason}`
        : `it does not accept us: ${state.reason}`
    case 'banned':
      return `it sent wrong bytes (${state.reason}): look at that device`
    case 'left':
    case 'unreachable':
      return state.reason
  }
}
