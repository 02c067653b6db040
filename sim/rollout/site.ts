import { type Instant, later } from '#core/engine.ts'
import type { Leaving, PeerName, Standing } from '#core/exchange/contract.ts'
import type { Rollout } from '#core/rollout/rollout.ts'
import { Departures } from '#node/engine/leaving/departures.ts'
import type { Clock } from '#sim/clock.ts'
import type { Departure } from '#sim/invariants/rollout-rules.ts'
import type { SiteClass } from '#sim/scenario/scenario.ts'
import { type Outage, wanEndsAt, wanSeconds } from './install-time.ts'

/** A device, as far as its neighbours see it. */
export interface Resident {
  readonly peer: PeerName
  /** What it said last about leaving. */
  readonly leaving: Leaving
  /** While it would leave. */
  readonly departures: Departures | undefined
  /** Signed metadata has come to it. */
  learn(document: Rollout): void
  /** Something has changed for those who would leave. */
  lookSoon(): void
}

/** What a site is made from. */
export interface SiteInit {
  readonly index: number
  readonly class: SiteClass
  readonly clock: Clock
  readonly wanDownMbit: number
  /** In the order of their times; in seconds after the release. */
  readonly outages: readonly Outage[]
  /** Bytes came over the WAN. */
  readonly carried: (bytes: number) => void
}

/** Neighbours hear each other's metadata within this time. */
const relayMs = 2_000

/** One site of a rollout: its devices, what they tell each other, and its one copy of the release. */
export class RolloutSite {
  readonly index: number
  readonly class: SiteClass
  readonly #init: SiteInit
  readonly #running = new Set<Resident>()
  /** Who said that it would leave, and did: since when, and whether it was its turn. */
  readonly #away = new Map<Resident, { readonly since: Instant; readonly isByTurn: boolean }>()
  /** When what a copy needs is at the site, in seconds, by whom it is for. */
  readonly #copies = new Map<string, number>()
  #newest: Rollout | undefined
  #sequence = 0

  constructor(init: SiteInit) {
    this.index = init.index
    this.class = init.class
    this.#init = init
  }

  /** Whether its WAN carries anything now. */
  get isWanUp(): boolean {
    const seconds = this.#init.clock.now / 1e6
    return this.#init.outages.every(({ from, to }) => seconds < from || seconds >= to)
  }

  /** Whether a device reaches a neighbour. */
  hasNeighbour(device: Resident): boolean {
    return this.class.reach !== 'isolated' && this.#running.size > (this.#running.has(device) ? 1 : 0)
  }

  /**
   * When the payloads from one version are at the site, in seconds: the first who asks has them fetched over the whole of
   * the WAN, and the others take them from it. Isolated devices fetch each its own.
   */
  copyReadyAt(device: Resident, { from, bytes }: { readonly from: string; readonly bytes: number }): number {
    const whose = this.class.reach === 'isolated' ? device.peer : from
    const known = this.#copies.get(whose)
    if (known !== undefined) return known
    const { clock, wanDownMbit, outages, carried } = this.#init
    const readyAt = wanEndsAt(clock.now / 1e6, wanSeconds(bytes, wanDownMbit), outages)
    this.#copies.set(whose, readyAt)
    carried(bytes)
    return readyAt
  }

  /** A device runs. It hears what its neighbours know. */
  joined(device: Resident): void {
    this.#away.delete(device)
    this.#running.add(device)
    if (this.class.reach === 'isolated') return
    for (const other of this.#running) other.departures?.joined(device.peer)
    this.#lookAgain()
    if (this.#newest !== undefined) device.learn(this.#newest)
  }

  /** A device does not run. Of one that left without a word nobody presumes anything. */
  left(device: Resident): void {
    const { now } = this.#init.clock
    const { leaving } = device
    this.#running.delete(device)
    if (leaving !== 'stays') this.#away.set(device, { since: now, isByTurn: leaving === 'goes' })
    if (this.class.reach === 'isolated') return
    for (const other of this.#running) other.departures?.left(device.peer, now)
    this.#lookAgain()
  }

  /** What decides whose turn it is, for a device that would leave: it knows what its neighbours do. */
  departuresFor(device: Resident): Departures {
    const departures = new Departures({ self: device.peer, restartingMax: this.class.upkeep?.restartingMax })
    if (this.class.reach === 'isolated') return departures
    for (const other of this.#running) {
      if (other === device) continue
      departures.joined(other.peer)
      if (other.leaving !== 'stays') departures.heard([this.#standing(other.peer, other.leaving)])
    }
    for (const [other, { since }] of this.#away) {
      departures.joined(other.peer)
      departures.heard([this.#standing(other.peer, 'goes')])
      departures.left(other.peer, since)
    }
    return departures
  }

  /** Who is away now that a device is that had waited for so long; isolated devices know of nobody. */
  departure(waitedMs: number): Departure {
    const size = this.#running.size + this.#away.size
    const away = this.#away.values().filter(({ isByTurn }) => isByTurn)
    const restartingMax = this.class.reach === 'isolated' ? size : this.class.upkeep?.restartingMax
    return { away: away.reduce((count) => count + 1, 0), size, restartingMax, waitedMs }
  }

  /** A device tells its neighbours whether it leaves. */
  say(device: Resident, leaving: Leaving): void {
    if (this.class.reach === 'isolated') return
    const { clock } = this.#init
    clock.at(later(clock.now, this.class.lanLatencyMs), () => {
      const standing = this.#standing(device.peer, leaving)
      for (const other of this.#running) if (other !== device) other.departures?.heard([standing])
      this.#lookAgain()
    })
  }

  /** A device passes metadata on. */
  relay(document: Rollout): void {
    if (this.class.reach === 'isolated' || document.revision <= (this.#newest?.revision ?? 0)) return
    this.#newest = document
    const { clock } = this.#init
    clock.at(later(clock.now, relayMs), () => {
      for (const other of [...this.#running]) other.learn(document)
    })
  }

  #lookAgain(): void {
    for (const other of this.#running) if (other.departures !== undefined) other.lookSoon()
  }

  #standing(peer: PeerName, leaving: Leaving): Standing {
    this.#sequence += 1
    return { peer, sequence: this.#sequence, takings: [], fetchedBytes: 0, leaving }
  }
}
