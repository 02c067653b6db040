import { type Address, kindOf } from '#core/address.ts'
import { earliest, type Instant, later } from '#core/engine.ts'
import type { FetchFailure, Link, PeerName, PeerRole } from '#core/exchange/contract.ts'
import { answeredBackoff, faultBackoff, restMs } from '#core/exchange/download/backoff.ts'
import { type ExchangeLimits, lacksPerPeerMax, strikesKeptMax } from '#core/exchange/limits.ts'
import type { Random } from '#core/random.ts'

/** A connected peer, as one that something may be fetched from. */
export interface Source {
  readonly name: PeerName
  readonly link: Link
  readonly role: PeerRole
  /** Whether it is told what is here, and heard. */
  readonly isPartner: boolean
  /** What a device said it has. A seeder has every payload and says nothing. */
  readonly has: Set<Address>
  /** What a seeder did not have after all, and until when it is not asked for it again. */
  readonly lacks: Map<Address, Instant>
  /** Fetches from it that have not ended. */
  outstanding: number
  /** Failures since the last good bytes; they set how long it rests. */
  failures: number
  restsUntil: Instant | undefined
}

/** After so many failures in a row a device's word that it has something counts for nothing. */
const failuresMax = 8

/** What a seeder did not have it is asked for again after this long. */
const lackMs = 5_000

/** True when a seeder may have the bytes at an address: it has every payload, unless it said otherwise. */
export function isSeeded({ role, lacks }: Source, address: Address, now: Instant): boolean {
  return role === 'seeder' && kindOf(address) === 'payload' && (lacks.get(address) ?? now) <= now
}

/** True while a source that failed is left alone. */
export function isResting({ restsUntil }: Source, now: Instant): boolean {
  return restsUntil !== undefined && restsUntil > now
}

/** The connected peers, at most `peersMax`: what each has, when it may be asked, and who is never asked again. */
export class Sources {
  readonly #limits: ExchangeLimits
  readonly #random: Random
  readonly #isPartnerOver: (link: Link) => boolean
  readonly #byName = new Map<PeerName, Source>()
  readonly #holders = new Map<Address, Set<Source>>()
  /** Oldest first. */
  readonly #banned = new Set<PeerName>()

  /** Devices over the links of `isPartnerOver` are partners. */
  constructor(limits: ExchangeLimits, random: Random, isPartnerOver: (link: Link) => boolean) {
    this.#limits = limits
    this.#random = random
    this.#isPartnerOver = isPartnerOver
  }

  /** In the order in which they joined. */
  values(): Iterable<Source> {
    return this.#byName.values()
  }

  /** Those that are told what is here. */
  partners(): readonly Source[] {
    return [...this.#byName.values()].filter(({ isPartner }) => isPartner)
  }

  get(name: PeerName): Source | undefined {
    return this.#byName.get(name)
  }

  /** Makes a peer known. Returns undefined when there are too many, or it is known already. */
  join(name: PeerName, link: Link, role: PeerRole): Source | undefined {
    if (this.#byName.size >= this.#limits.peersMax || this.#byName.has(name)) return undefined
    const source: Source = {
      name,
      link,
      role,
      isPartner: role === 'device' && this.#isPartnerOver(link),
      has: new Set(),
      lacks: new Map(),
      outstanding: 0,
      failures: 0,
      restsUntil: undefined,
    }
    this.#byName.set(name, source)
    return source
  }

  leave(name: PeerName): void {
    const source = this.#byName.get(name)
    if (source === undefined) return
    this.#byName.delete(name)
    for (const address of source.has) this.#forget(source, address)
  }

  /** A peer sent forged bytes: it leaves, for good. */
  ban(name: PeerName): void {
    this.leave(name)
    this.#banned.add(name)
    if (this.#banned.size <= strikesKeptMax) return
    const [oldest] = this.#banned
    if (oldest !== undefined) this.#banned.delete(oldest)
  }

  isBanned(name: PeerName): boolean {
    return this.#banned.has(name)
  }

  /** A device says that it has these. */
  learn(source: Source, addresses: readonly Address[]): void {
    for (const address of addresses) {
      if (source.has.has(address) || source.has.size >= this.#limits.havesPerPeerMax) continue
      source.has.add(address)
      const holders = this.#holders.get(address)
      if (holders === undefined) this.#holders.set(address, new Set([source]))
      else holders.add(source)
    }
  }

  /** The devices that say they have an address; undefined where there is none. */
  holders(address: Address): ReadonlySet<Source> | undefined {
    return this.#holders.get(address)
  }

  /** True when a device that keeps its word says it has one of these. */
  isOffered(addresses: Iterable<Address>): boolean {
    for (const address of addresses) {
      for (const { failures } of this.#holders.get(address) ?? []) if (failures < failuresMax) return true
    }
    return false
  }

  /** A source that brought nothing rests, the longer the more often it failed. */
  failed(source: Source, address: Address, reason: FetchFailure, now: Instant): void {
    if (reason === 'missing') this.#lacks(source, address, now)
    const isAnswer = reason === 'busy' || reason === 'missing'
    // What was asked together is refused together: that is one failure, not several.
    if (isAnswer && isResting(source, now)) return
    source.failures += 1
    source.restsUntil = later(now, restMs(isAnswer ? answeredBackoff : faultBackoff, source.failures, this.#random))
  }

  /** A source that brought what it was asked for is believed again. */
  succeeded(source: Source): void {
    source.failures = 0
    source.restsUntil = undefined
  }

  /** When the next source can be asked that cannot be asked now. */
  nextAt(now: Instant): Instant | undefined {
    let next: Instant | undefined
    for (const { restsUntil, lacks } of this.#byName.values()) {
      if (restsUntil !== undefined && restsUntil > now) next = earliest(next, restsUntil)
      for (const until of lacks.values()) if (until > now) next = earliest(next, until)
    }
    return next
  }

  #lacks(source: Source, address: Address, now: Instant): void {
    if (source.role === 'device') {
      source.has.delete(address)
      this.#forget(source, address)
      return
    }
    source.lacks.delete(address)
    source.lacks.set(address, later(now, lackMs))
    const [oldest] = source.lacks.keys()
    if (source.lacks.size > lacksPerPeerMax && oldest !== undefined) source.lacks.delete(oldest)
  }

  #forget(source: Source, address: Address): void {
    const holders = this.#holders.get(address)
    if (holders?.delete(source) && holders.size === 0) this.#holders.delete(address)
  }
}
