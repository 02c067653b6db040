import type { Digest } from '#core/digest.ts'
import { earliest, type Instant, later } from '#core/engine.ts'
import type { PeerName, Standing } from '#core/exchange/contract.ts'
import { goesFirst, type Taker, takerOf } from '#core/exchange/crew/crew.ts'
import { candidatesMax, standingLastsMs } from '#core/exchange/limits.ts'

/** What a device said last. */
interface Known {
  readonly standing: Standing
  /** The device in each of its groups. */
  readonly takers: ReadonlyMap<Digest, Taker>
  readonly heardAt: Instant
}

/** What is new in a standing. */
export interface Heard {
  /** Whether the device takes something else than before. */
  readonly isNews: boolean
  /** Whether it has fetched more over the WAN. */
  readonly hasMoved: boolean
  /** Whether those who are not its neighbours need to know: it is, or was, among the first of a group. */
  readonly concernsAll: boolean
}

/**
 * What the devices of the site say of themselves: the neighbours, and of all others the few of each group that would be
 * in its crew first. What is heard of a device through others ends when it is not said anew for {@link standingLastsMs}.
 */
export class SiteView {
  readonly #neighbours: ReadonlyMap<PeerName, unknown>
  readonly #known = new Map<PeerName, Known>()
  /** Whether others may have to be forgotten because of what was heard. */
  #isStale = false
  #othersCount = 0
  /** When the first device that is no neighbour counts as silent. */
  #silentAt: Instant | undefined

  constructor(neighbours: ReadonlyMap<PeerName, unknown>) {
    this.#neighbours = neighbours
  }

  /** Whether the site has devices that are no neighbours of this one. */
  get isWide(): boolean {
    return this.#othersCount > 0
  }

  /** Takes in what a device says of itself. Undefined when it is not newer than what is known, or of no use here. */
  hear(standing: Standing, now: Instant): Heard | undefined {
    const { peer, sequence, takings, fetchedBytes } = standing
    const before = this.#known.get(peer)
    if (before !== undefined && sequence <= before.standing.sequence) return undefined
    const takers = new Map(
      takings.map((taking) => [taking.group, takerOf(taking.group, peer, taking, before?.takers.get(taking.group))]),
    )
    const isNews = before === undefined || !isSame(before.takers, takers)
    const concernedAll = before !== undefined && this.#isFirst(before)
    const known: Known = { standing, takers, heardAt: now }
    this.#known.set(peer, known)
    const concernsAll = concernedAll || this.#isFirst(known)
    if (before === undefined && !concernsAll && !this.#neighbours.has(peer)) {
      this.#known.delete(peer)
      return undefined
    }
    this.#isStale = true
    return { isNews, hasMoved: fetchedBytes > (before?.standing.fetchedBytes ?? 0), concernsAll }
  }

  /** A neighbour has left: what it says from now on counts from the beginning. */
  left(peer: PeerName): void {
    if (this.#known.delete(peer)) this.#isStale = true
  }

  /** A neighbour has come: it may have been known through others. */
  joined(): void {
    this.#isStale = true
  }

  /** Forgets the devices that are no neighbours and are silent, or no longer among the first. Returns them. */
  forgetOthers(now: Instant): readonly PeerName[] {
    if (!this.#isStale && (this.#silentAt === undefined || now < this.#silentAt)) return []
    this.#isStale = false
    this.#othersCount = 0
    this.#silentAt = undefined
    const forgotten: PeerName[] = []
    for (const [peer, known] of this.#known) {
      if (this.#neighbours.has(peer)) continue
      const silentAt = later(known.heardAt, standingLastsMs)
      if (silentAt > now && this.#isFirst(known)) {
        this.#othersCount += 1
        this.#silentAt = earliest(this.#silentAt, silentAt)
      } else {
        this.#known.delete(peer)
        forgotten.push(peer)
      }
    }
    return forgotten
  }

  /** When the first device that is no neighbour counts as silent. */
  deadline(): Instant | undefined {
    return this.#silentAt
  }

  /** What a new neighbour is told: of each group the devices that come first. */
  candidates(): readonly Standing[] {
    const firsts = [...this.#known.values()].filter((known) => this.#isFirst(known))
    return firsts.map(({ standing }) => standing)
  }

  /** Whether a device that is not in this view, such as this node itself, would come among the first of a group. */
  wouldBeFirst({ peer, takings }: Standing): boolean {
    return takings.some((taking) => this.#comesFirst(taking.group, takerOf(taking.group, peer, taking)))
  }

  #isFirst({ takers }: Known): boolean {
    for (const [group, taker] of takers) if (this.#comesFirst(group, taker)) return true
    return false
  }

  /** Whether a device is among the first of a group: of {@link candidatesMax} that are known to all a crew is always found. */
  #comesFirst(group: Digest, taker: Taker): boolean {
    let ahead = 0
    for (const { takers } of this.#known.values()) {
      const other = takers.get(group)
      if (other !== undefined && goesFirst(other, taker)) ahead += 1
      if (ahead >= candidatesMax) return false
    }
    return true
  }
}

function isSame(left: ReadonlyMap<Digest, Taker>, right: ReadonlyMap<Digest, Taker>): boolean {
  if (left.size !== right.size) return false
  return [...left].every(([group, { tier, isMember }]) => {
    const other = right.get(group)
    return other?.tier === tier && other.isMember === isMember
  })
}
