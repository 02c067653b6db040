import type { Log } from '#adapters/log/log.ts'
import { BrokenRule } from '#core/check.ts'
import { type Instant, instant } from '#core/engine.ts'
import { messageOf } from '#core/errors.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import { hasPlaceFor, type Places, whomToDial, whomToLetGo } from '#core/neighbours/degree.ts'
import { isFree } from '#core/neighbours/neighbour.ts'
import type { NeighbourBook } from '#core/neighbours/neighbour-book.ts'
import { type RingPeer, ringPlace } from '#core/neighbours/ring.ts'
import type { Random } from '#core/random.ts'

/** What of the mesh is needed to meet neighbours. */
export interface NeighbourLink {
  /** Joins the peer that all of the addresses lead to; rejects with a plain reason. */
  dial(...addresses: readonly string[]): Promise<void>
  drop(peer: PeerName, reason: string): void
  /** Asks a joined peer for addresses of others. */
  ask(peer: PeerName): void
}

/** What a degree is kept with. */
export interface DegreeKeeperInit {
  readonly self: PeerName
  /** Neighbours that this node has at most. */
  readonly neighboursMax: number
  readonly random: Random
  readonly book: NeighbourBook
  readonly log: Log
}

/** Neighbours that are dialled at once. */
const dialsMax = 8

/** Peers that this node has asked to meet by name and lets in over its number; the one asked first is forgotten. */
const invitedMax = 8

/** Keeps as many neighbours joined as a node should have: dials who is missing, lets go who is too many. */
export class DegreeKeeper {
  readonly #init: DegreeKeeperInit
  readonly #self: RingPeer
  readonly #invited = new Set<PeerName>()

  constructor(init: DegreeKeeperInit) {
    this.#init = init
    this.#self = { peer: init.self, place: ringPlace(init.self) }
  }

  /** Whether a peer may join; those of the configuration and those that were invited always may. */
  hasPlaceFor(peer: PeerName): boolean {
    if (this.#invited.has(peer) || this.#init.book.get(peer)?.found === 'static') return true
    return hasPlaceFor({ peer, place: ringPlace(peer) }, this.#places())
  }

  /** Lets go who is too many. */
  letGo(link: NeighbourLink): void {
    const { book, random } = this.#init
    const configured = book.all().flatMap(({ found, peer }) => (found === 'static' ? peer : []))
    const kept = new Set([...configured, ...this.#invited])
    for (const peer of whomToLetGo(this.#places(), kept, random)) {
      book.letGo(peer, now())
      link.drop(peer, 'there are neighbours enough')
    }
  }

  /** Keeps a place for a peer, whatever number of neighbours there are. Returns whether it can be dialled now. */
  invite(peer: PeerName): boolean {
    const { book } = this.#init
    this.#invited.delete(peer)
    this.#invited.add(peer)
    const [oldest] = this.#invited
    if (this.#invited.size > invitedMax && oldest !== undefined) this.#invited.delete(oldest)
    const neighbour = book.get(peer)
    if (neighbour === undefined || neighbour.addresses.length === 0 || neighbour.found === 'static') return false
    return neighbour.state.type === 'not-needed' || 'nextTry' in neighbour.state
  }

  /** Dials who is missing. `isCalm`: nobody new was seen for a moment. `failed` comes after each dial that brought nobody. */
  dialMissing(link: NeighbourLink, { isCalm, failed }: { readonly isCalm: boolean; failed(): void }): void {
    const { book, random } = this.#init
    const all = book.all()
    const trying = all.filter(({ state, found }) => state.type === 'trying' && found !== 'static')
    const free = all.filter((neighbour) => isFree(neighbour, now()))
    const { joined, ...places } = this.#places()
    const chosen = whomToDial({ ...places, held: [...joined, ...trying], free, isCalm }, random)
    for (const peer of chosen.slice(0, Math.max(0, dialsMax - trying.length))) void this.dial(peer, link, failed)
  }

  /** Dials a peer of the book. `failed` comes when it has not joined. */
  async dial(peer: PeerName, link: NeighbourLink, failed: () => void): Promise<void> {
    const { book, log } = this.#init
    const addresses = book.get(peer)?.addresses ?? []
    book.trying(peer, now())
    try {
      await link.dial(...addresses)
    } catch (error) {
      if (error instanceof BrokenRule) throw error
      const reason = messageOf(error)
      log.debug('peer-unreachable', { peer, reason })
      book.unreachable(peer, reason, now())
      failed()
    }
  }

  #places(): Places {
    const { neighboursMax, book } = this.#init
    return { self: this.#self, neighboursMax, joined: book.joinedNeighbours() }
  }
}

/** This moment on the clock of a node's book: its process's monotonic one. */
export function now(): Instant {
  return instant(performance.now() * 1000)
}
