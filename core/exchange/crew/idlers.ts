import type { PeerName } from '#core/exchange/contract.ts'
import type { Pace } from '#core/exchange/crew/pace.ts'
import { idleFinishedMax } from '#core/exchange/limits.ts'

/** How many payloads were seen to be finished. */
interface Finished {
  readonly byIt: number
  readonly byAll: number
}

/**
 * The members of a crew that bring nothing in: each has finished no payload while all together finished
 * {@link idleFinishedMax}. A lease that moves, as one that is only pretended does, makes nobody a member for ever.
 */
export class Idlers {
  readonly #pace: Pace
  /** What the members had finished when they last finished something, or were first looked at. */
  readonly #finished = new Map<PeerName, Finished>()
  readonly #idle = new Set<PeerName>()

  constructor(pace: Pace) {
    this.#pace = pace
  }

  has(peer: PeerName): boolean {
    return this.#idle.has(peer)
  }

  /** Looks at `members` and at those that were idle. True when they are others than before. */
  review(members: Iterable<PeerName>): boolean {
    const byAll = this.#pace.finishedCount
    const looked = new Set([...members, ...this.#idle])
    for (const peer of this.#finished.keys()) if (!looked.has(peer)) this.#finished.delete(peer)
    let isChanged = false
    for (const peer of looked) {
      const byIt = this.#pace.finishedBy(peer)
      const before = this.#finished.get(peer)
      if (before === undefined || byIt !== before.byIt) {
        this.#finished.set(peer, { byIt, byAll })
        if (this.#idle.delete(peer)) isChanged = true
      } else if (byAll - before.byAll >= idleFinishedMax && !this.#idle.has(peer)) {
        this.#idle.add(peer)
        isChanged = true
      }
    }
    return isChanged
  }

  forget(peer: PeerName): void {
    this.#finished.delete(peer)
    this.#idle.delete(peer)
  }
}
