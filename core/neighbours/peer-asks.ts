import { type Instant, millisecondsBetween } from '#core/engine.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import { isJoinedNeighbour, type Neighbour } from './neighbour.ts'

/** A peer is asked again whom it knows after this long, while neighbours are missing. */
const askAgainMs = 60_000

/** With so many neighbours the tracker is not asked again for more: they know the others. */
const trackerNeighboursMin = 4

/** Whom this node asks for addresses of others: each peer once, and again while neighbours are missing. */
export class PeerAsks {
  readonly #asked = new Map<PeerName, Instant>()
  readonly #unanswered = new Set<PeerName>()

  /** Who of `joined` is to be asked now; they count as asked. Neighbours are missing below `neighboursWanted`. */
  due(joined: readonly Neighbour[], neighboursWanted: number, now: Instant): readonly PeerName[] {
    const neighbours = joined.filter(isJoinedNeighbour).length
    const asked = joined.filter(({ peer, role }) => {
      const before = this.#asked.get(peer)
      if (before === undefined) return true
      const enough = role === 'seeder' ? trackerNeighboursMin : neighboursWanted
      return neighbours < enough && millisecondsBetween(before, now) >= askAgainMs
    })
    for (const { peer } of asked) {
      this.#asked.set(peer, now)
      this.#unanswered.add(peer)
    }
    return asked.map(({ peer }) => peer)
  }

  /** Whether an answer of `peer` was asked for; one more would be an attempt to fill the book. */
  takesAnswer(peer: PeerName): boolean {
    return this.#unanswered.delete(peer)
  }

  left(peer: PeerName): void {
    this.#asked.delete(peer)
    this.#unanswered.delete(peer)
  }
}
