import { earliest, type Instant, later } from '#core/engine.ts'
import type { Leaving, PeerName, Standing } from '#core/exchange/contract.ts'
import { leavingScore } from '#core/exchange/owner.ts'

/** From its word that it would leave on, a device hears for this long who else would. */
const announceMs = 500

/** A device waits no longer than this for its turn, and who does not come back holds nobody up for longer. */
const waitMsMax = 15 * 60_000

/** Devices that left and did not come back which are remembered; beyond it the first of them are forgotten. */
const awayMax = 512

/** What the departures of a site are decided from. */
export interface DeparturesInit {
  readonly self: PeerName
  /** Devices of the site that may be away at once; undefined: a third of those that are known. */
  readonly restartingMax: number | undefined
}

interface Neighbour {
  /** Its {@link leavingScore}. */
  readonly score: number
  readonly leaving: Leaving
  /** Of its last standing. */
  readonly sequence: number
}

/**
 * Whose turn it is to reboot, so that a site never goes dark: a device that would leave says so, and leaves when fewer
 * than so many of its neighbours are away, on their way, or before it in the order of
 * {@link leavingScore}. Of those who left without a word nothing is presumed: neighbours part for many reasons.
 */
export class Departures {
  readonly #init: DeparturesInit
  readonly #score: number
  readonly #neighbours = new Map<PeerName, Neighbour>()
  readonly #away = new Map<PeerName, Instant>()
  #since: Instant | undefined

  constructor(init: DeparturesInit) {
    this.#init = init
    this.#score = leavingScore(init.self)
  }

  /** A device of the site is there, maybe again. */
  joined(peer: PeerName): void {
    this.#away.delete(peer)
    this.#neighbours.set(peer, { score: leavingScore(peer), leaving: 'stays', sequence: -1 })
  }

  left(peer: PeerName, now: Instant): void {
    const neighbour = this.#neighbours.get(peer)
    this.#neighbours.delete(peer)
    if (neighbour === undefined || neighbour.leaving === 'stays') return
    this.#away.set(peer, now)
    const [first] = this.#away.keys()
    if (this.#away.size > awayMax && first !== undefined) this.#away.delete(first)
  }

  /** What neighbours say of themselves. */
  heard(standings: readonly Standing[]): void {
    for (const { peer, sequence, leaving } of standings) {
      const known = this.#neighbours.get(peer)
      if (known === undefined || sequence <= known.sequence) continue
      this.#neighbours.set(peer, { score: known.score, leaving, sequence })
    }
  }

  /** Whether this device has said that it would leave. */
  get isWaiting(): boolean {
    return this.#since !== undefined
  }

  /** Whether nobody is there to be told. */
  get isAlone(): boolean {
    return this.#neighbours.size === 0
  }

  /** This device would leave from now on. */
  begin(now: Instant): void {
    this.#since ??= now
  }

  /** This device stays. */
  stay(): void {
    this.#since = undefined
  }

  /** Whether it is the turn of this device. */
  isTurn(now: Instant): boolean {
    if (this.#since === undefined) return false
    if (this.isAlone && this.#awayCount(now) === 0) return true
    if (now < later(this.#since, announceMs)) return false
    return now >= later(this.#since, waitMsMax) || this.#before(now) < this.#placesMax(now)
  }

  /** When it may become the turn of this device by time alone. */
  deadline(now: Instant): Instant | undefined {
    if (this.#since === undefined) return undefined
    const announced = later(this.#since, announceMs)
    const backAt = [...this.#away.values()].map((since) => later(since, waitMsMax))
    const times = [announced, later(this.#since, waitMsMax), ...backAt]
    return earliest(...times.filter((time) => time > now))
  }

  /** How many go before this device, or are gone. */
  #before(now: Instant): number {
    const ahead = [...this.#neighbours.values()].filter(
      ({ leaving, score }) => leaving === 'goes' || (leaving === 'waits' && score > this.#score),
    )
    return ahead.length + this.#awayCount(now)
  }

  #placesMax(now: Instant): number {
    const known = 1 + this.#neighbours.size + this.#awayCount(now)
    return this.#init.restartingMax ?? Math.max(1, Math.floor(known / 3))
  }

  #awayCount(now: Instant): number {
    return [...this.#away.values()].filter((since) => now < later(since, waitMsMax)).length
  }
}
