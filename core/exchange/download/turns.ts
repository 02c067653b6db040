import { type Address, digestOf } from '#core/address.ts'
import { type Instant, instant, later } from '#core/engine.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import { Waiting } from '#core/exchange/download/waiting.ts'
import { patienceMs } from '#core/exchange/limits.ts'
import { comesBefore, type OwnerRank, ownerScore } from '#core/exchange/owner.ts'

/** When this node may fetch one document over the WAN. */
interface Turn {
  readonly address: Address
  readonly own: OwnerRank
  /** The neighbours that come before this node. Their number is its rank. */
  readonly ahead: Set<PeerName>
  /** Wants that would fetch this payload over the WAN. */
  wants: number
  /** From here on patience is counted: the first want, the last `have` of a neighbour, the end of its lease. */
  since: Instant
  /** The rest after the seeders did not have it. */
  restsUntil: Instant
  /** When it is to become ready, while it waits. */
  waitsUntil: Instant | undefined
  /** The payloads of its rank that may be taken, while it is one of them. */
  readyAmong: Set<Turn> | undefined
}

/**
 * Whose turn it is to fetch over the WAN what no crew divides: documents, and what only this node may lack. A node of rank r waits r times
 * {@link patienceMs}; all nodes with the same neighbours agree on the ranks without a message.
 */
export class Turns {
  readonly #self: PeerName
  readonly #neighbours: ReadonlyMap<PeerName, unknown>
  readonly #turns = new Map<Address, Turn>()
  readonly #waiting = new Waiting<Turn>()
  /** What may be taken, by rank. */
  readonly #ready: Set<Turn>[] = []

  constructor(self: PeerName, neighbours: ReadonlyMap<PeerName, unknown>) {
    this.#self = self
    this.#neighbours = neighbours
  }

  /** Counts one more want of a payload. It is not queued yet. */
  want(address: Address, now: Instant): void {
    const known = this.#turns.get(address)
    if (known !== undefined) {
      known.wants += 1
      return
    }
    const own = { peer: this.#self, score: ownerScore(digestOf(address), this.#self) }
    const ahead = new Set([...this.#neighbours.keys()].filter((peer) => isAheadOf(own, address, peer)))
    this.#turns.set(address, {
      address,
      own,
      ahead,
      wants: 1,
      since: now,
      restsUntil: now,
      waitsUntil: undefined,
      readyAmong: undefined,
    })
  }

  unwant(address: Address): void {
    const turn = this.#turns.get(address)
    if (turn === undefined) return
    turn.wants -= 1
    if (turn.wants > 0) return
    this.#rest(turn)
    this.#turns.delete(address)
  }

  /** Lets a payload be taken once its turn has come. */
  queue(address: Address): void {
    const turn = this.#turns.get(address)
    if (turn !== undefined && !isQueued(turn)) this.#schedule(turn)
  }

  /**
   * Counts patience from `since`, now or later: somebody else has the payload, or fetches it until then. True when that
   * is sooner than before.
   */
  heard(address: Address, since: Instant): boolean {
    const turn = this.#turns.get(address)
    if (turn === undefined) return false
    const isSooner = since < turn.since
    turn.since = since
    this.#reschedule(turn)
    return isSooner
  }

  /** Queues a payload that no seeder has now, or none can be asked for, for `until`. */
  missed(address: Address, until: Instant): void {
    const turn = this.#turns.get(address)
    if (turn === undefined) return
    turn.restsUntil = until
    this.#rest(turn)
    this.#schedule(turn)
  }

  joined(peer: PeerName): void {
    for (const turn of this.#turns.values()) {
      if (!isAheadOf(turn.own, turn.address, peer)) continue
      turn.ahead.add(peer)
      this.#reschedule(turn)
    }
  }

  left(peer: PeerName): void {
    for (const turn of this.#turns.values()) if (turn.ahead.delete(peer)) this.#reschedule(turn)
  }

  /**
   * Takes the payload of lowest rank whose turn has come and that `isNeeded`. What is not needed rests
   * until it is queued again.
   */
  take(now: Instant, isNeeded: (address: Address) => boolean): Address | undefined {
    for (let turn = this.#waiting.takeDue(now); turn !== undefined; turn = this.#waiting.takeDue(now)) {
      turn.readyAmong = this.#readyOfRank(turn.ahead.size)
      turn.readyAmong.add(turn)
    }
    for (const ready of this.#ready) {
      for (const turn of ready) {
        this.#rest(turn)
        if (isNeeded(turn.address)) return turn.address
      }
    }
    return undefined
  }

  /** When there is something to take: an instant that has passed, one that comes, or undefined when nothing is queued. */
  nextAt(): Instant | undefined {
    return this.#ready.some((ready) => ready.size > 0) ? instant(0) : this.#waiting.nextAt()
  }

  #reschedule(turn: Turn): void {
    if (!isQueued(turn)) return
    this.#rest(turn)
    this.#schedule(turn)
  }

  #schedule(turn: Turn): void {
    const patientUntil = later(turn.since, turn.ahead.size * patienceMs)
    this.#waiting.put(turn, patientUntil > turn.restsUntil ? patientUntil : turn.restsUntil)
  }

  #rest(turn: Turn): void {
    turn.readyAmong?.delete(turn)
    turn.readyAmong = undefined
    this.#waiting.remove(turn)
  }

  #readyOfRank(rank: number): Set<Turn> {
    while (this.#ready.length <= rank) this.#ready.push(new Set())
    return this.#ready[rank] as Set<Turn>
  }
}

function isQueued(turn: Turn): boolean {
  return turn.waitsUntil !== undefined || turn.readyAmong !== undefined
}

function isAheadOf(own: OwnerRank, address: Address, peer: PeerName): boolean {
  return comesBefore({ peer, score: ownerScore(digestOf(address), peer) }, own)
}
