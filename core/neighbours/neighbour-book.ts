import { type Instant, later, millisecondsBetween } from '#core/engine.ts'
import type { Link, PeerName, PeerRole } from '#core/exchange/contract.ts'
import { type Found, isJoinedNeighbour, type Neighbour, type NeighbourState, peerAt } from './neighbour.ts'
import { ringPlace } from './ring.ts'

/** Peers that are kept: beyond it one that cannot be dialled is forgotten, else the one that was seen least recently. */
export const bookedMax = 512

/** Addresses of one peer that are kept; the oldest is forgotten first. */
const addressesMax = 8

/** First and longest wait until a peer that could not be joined is dialled again. */
const pauseMsMin = 10_000
const pauseMsMax = 300_000

/** A peer that has no place for this node, or for which this node has none, is left alone for this long. */
const fullPauseMs = 60_000

/** A peer that refuses, or is refused, is left alone for this long: certificates and authorities change rarely. */
const refusedPauseMs = 300_000

/** A peer that was joined for `lastingMs` is dialled again this soon after it left. */
const leftPauseMs = 1_000
const lastingMs = 10_000

/** The reason of a refusal that means: not now, there are neighbours enough. Peers read it (docs/format.md §9.1). */
export const fullReason = 'full'

/** What is known of a peer once it has joined. */
export interface JoinedAs {
  readonly role: PeerRole
  readonly link: Link
  readonly address?: string | undefined
}

/** Every peer that a node has seen, how, and why it is not a neighbour where it is none. */
export class NeighbourBook {
  readonly #self: PeerName
  /** In the order in which they were last seen. */
  readonly #neighbours = new Map<PeerName, Neighbour>()

  constructor(self: PeerName) {
    this.#self = self
  }

  get(peer: PeerName): Neighbour | undefined {
    return this.#neighbours.get(peer)
  }

  all(): readonly Neighbour[] {
    return [...this.#neighbours.values()]
  }

  /** The devices of the site that are joined. */
  joinedNeighbours(): readonly Neighbour[] {
    return this.all().filter(isJoinedNeighbour)
  }

  /** Somebody says that a peer can be dialled at `address`. Returns whether that is news: a new peer, or a new address. */
  sighted(address: string, found: Found, now: Instant): boolean {
    const peer = peerAt(address)
    if (peer === undefined || peer === this.#self) return false
    const known = this.#neighbours.get(peer)
    const before = known ?? stranger(peer, found, now)
    const isNews = known === undefined || !known.addresses.includes(address)
    const addresses = isNews ? [address, ...before.addresses].slice(0, addressesMax) : before.addresses
    // What the configuration names is dialled by whoever keeps to it, however else it is seen.
    const how = found === 'static' ? found : before.found
    this.#see({ ...before, addresses, found: how }, now)
    // A peer that was started again elsewhere need not wait for what happened at its old address.
    const isGone = before.state.type === 'unreachable' || before.state.type === 'left'
    if (isNews && isGone) this.#enter(peer, { type: 'not-needed' }, now)
    return isNews
  }

  /** A peer is being dialled. */
  trying(peer: PeerName, now: Instant): void {
    this.#enter(peer, { type: 'trying' }, now)
  }

  /** A peer has joined; `address`, where one is known, has proved good and comes before its others. */
  joined(peer: PeerName, as: JoinedAs, now: Instant): void {
    const { role, link, address } = as
    const before = this.#known(peer, now)
    const others = before.addresses.filter((other) => other !== address)
    const addresses = address === undefined ? others : [address, ...others].slice(0, addressesMax)
    this.#see({ ...before, role, link, addresses }, now)
    this.#enter(peer, { type: 'joined' }, now)
  }

  /** The connection with a joined peer ended. */
  left(peer: PeerName, reason: string, now: Instant): void {
    const neighbour = this.#neighbours.get(peer)
    if (neighbour?.state.type !== 'joined') return
    const isLasting = millisecondsBetween(neighbour.stateSince, now) >= lastingMs
    const failures = isLasting ? 0 : neighbour.failures + 1
    const nextTry = later(now, isLasting ? leftPauseMs : pauseMs(failures))
    this.#see({ ...neighbour, failures }, now)
    this.#enter(peer, { type: 'left', reason, nextTry }, now)
  }

  /** A dial ended without the peer having joined. What was learnt of the reason meanwhile stays. */
  unreachable(peer: PeerName, reason: string, now: Instant): void {
    const neighbour = this.#neighbours.get(peer)
    if (neighbour === undefined || ['joined', 'refused', 'full', 'banned'].includes(neighbour.state.type)) return
    const failures = neighbour.failures + 1
    this.#put({ ...neighbour, failures })
    this.#enter(peer, { type: 'unreachable', reason, nextTry: later(now, pauseMs(failures)) }, now)
  }

  /** A peer was not let in, by us or by it. */
  refused(peer: PeerName, { by, reason }: { readonly by: 'us' | 'peer'; readonly reason: string }, now: Instant): void {
    const { state } = this.#known(peer, now)
    if (state.type === 'joined' || state.type === 'banned') return
    if (reason === fullReason) this.#enter(peer, { type: 'full', by, nextTry: later(now, fullPauseMs) }, now)
    else this.#enter(peer, { type: 'refused', by, reason, nextTry: later(now, refusedPauseMs) }, now)
  }

  /** A joined peer is let go: this node has neighbours enough. */
  letGo(peer: PeerName, now: Instant): void {
    this.#enter(peer, { type: 'full', by: 'us', nextTry: later(now, fullPauseMs) }, now)
  }

  banned(peer: PeerName, reason: string, now: Instant): void {
    this.#enter(peer, { type: 'banned', reason }, now)
  }

  #enter(peer: PeerName, state: NeighbourState, now: Instant): void {
    this.#put({ ...this.#known(peer, now), state, stateSince: now })
  }

  #known(peer: PeerName, now: Instant): Neighbour {
    return this.#neighbours.get(peer) ?? stranger(peer, 'inbound', now)
  }

  #see(neighbour: Neighbour, now: Instant): void {
    this.#neighbours.delete(neighbour.peer)
    this.#put({ ...neighbour, lastSeen: now })
  }

  #put(neighbour: Neighbour): void {
    this.#neighbours.set(neighbour.peer, neighbour)
    if (this.#neighbours.size > bookedMax) this.#forgetOne(neighbour.peer)
  }

  /** Strangers who dial with a new name each time push each other out, and nobody whom this node could dial. */
  #forgetOne(except: PeerName): void {
    const forgettable = this.all().filter((other) => other.peer !== except && !isInUse(other))
    const forgotten = forgettable.find(({ addresses }) => addresses.length === 0) ?? forgettable[0]
    if (forgotten !== undefined) this.#neighbours.delete(forgotten.peer)
  }
}

/** Somebody who is seen for the first time. */
function stranger(peer: PeerName, found: Found, now: Instant): Neighbour {
  return {
    peer,
    place: ringPlace(peer),
    addresses: [],
    found,
    role: undefined,
    link: undefined,
    firstSeen: now,
    lastSeen: now,
    state: { type: 'not-needed' },
    stateSince: now,
    failures: 0,
  }
}

function isInUse({ state, found }: Neighbour): boolean {
  return found === 'static' || state.type === 'joined' || state.type === 'trying'
}

/** Doubles with each failure in a row. */
function pauseMs(failures: number): number {
  return Math.min(pauseMsMin * 2 ** Math.min(failures - 1, 16), pauseMsMax)
}
