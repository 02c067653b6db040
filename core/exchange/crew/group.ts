import type { Address } from '#core/address.ts'
import type { Digest } from '#core/digest.ts'
import { earliest, type Instant, later } from '#core/engine.ts'
import type { PeerName, Taking, Way } from '#core/exchange/contract.ts'
import { crewOf, type Taker, takerOf } from '#core/exchange/crew/crew.ts'
import type { Pace } from '#core/exchange/crew/pace.ts'
import { Shares } from '#core/exchange/crew/shares.ts'
import type { Allowance } from '#core/exchange/download/allowance.ts'
import { crewFormsMs, crewMax, crewSilenceMs, presumedBytesPerSecond, presumedMsMax } from '#core/exchange/limits.ts'

/** What a group is told about. */
export interface GroupParts {
  readonly self: PeerName
  readonly neighbours: ReadonlyMap<PeerName, unknown>
  readonly pace: Pace
  readonly allowance: Allowance
}

/** What a crew is worked out from beside its takers. */
export interface CrewFacts {
  /** Whether this node may use the WAN. */
  readonly hasWan: boolean
  /** Members that this crew may have. */
  readonly size: number
}

/** A group that this node belongs to: the devices that take the same release from the same base, and their crew. */
export class Group {
  readonly digest: Digest
  readonly shares: Shares
  readonly #self: PeerName
  readonly #pace: Pace
  readonly #allowance: Allowance
  /** Until then the first of a group hear of each other. */
  readonly #formsAt: Instant
  readonly #takers = new Map<PeerName, Taker>()
  /** Members that fetched nothing while there was something to fetch. They come back when they move. */
  readonly #silent = new Set<PeerName>()
  #crew: readonly PeerName[] = []
  #size = crewMax
  #crewSince: Instant
  readonly #beganAt: Instant
  readonly #neighbours: ReadonlyMap<PeerName, unknown>
  /** The neighbours as takers, as long as those that said nothing are presumed to be. */
  readonly #presumed = new Map<PeerName, Taker>()
  #presumes = true
  /** How many neighbours there were when the crew was formed. */
  #presumedOf = 0
  #bytes = 0
  /** What the owner's rules make of this node, at the worst so far. */
  #linkTier: number
  #hasSteppedBack = false
  /** Whether the takers are others than those that the crew was formed of. */
  #isStale = true

  constructor(digest: Digest, { self, neighbours, pace, allowance }: GroupParts, now: Instant) {
    this.digest = digest
    this.shares = new Shares(self, pace)
    this.#self = self
    this.#neighbours = neighbours
    this.#pace = pace
    this.#allowance = allowance
    this.#linkTier = allowance.tier
    this.#beganAt = now
    this.#formsAt = later(now, crewFormsMs)
    this.#crewSince = now
  }

  /** Whether another device takes this release. */
  get hasOthers(): boolean {
    return this.#takers.size - Number(this.#takers.has(this.#self)) > 0
  }

  /** Wants a payload. */
  want({ address, bytes }: Way, now: Instant): void {
    const before = this.shares.size
    this.shares.want(address, now)
    if (this.shares.size > before) this.#bytes += bytes
  }

  /** A device says that it takes this release, or no longer does. */
  heard(peer: PeerName, taking: Taking | undefined): void {
    if (taking === undefined) this.#forget(peer)
    else this.#know(peer, taking)
  }

  /** The other members of its crew, where this node is one. */
  mates(): readonly PeerName[] {
    return this.#crew.includes(this.#self) ? this.#crew.filter((peer) => peer !== this.#self) : []
  }

  /** A device was seen to fetch. */
  moved(peer: PeerName): void {
    if (this.#silent.delete(peer)) this.#isStale = true
  }

  /** Leaves the crew to faster ones, if there are enough. A tier only falls: false when this was done before. */
  stepBack(): boolean {
    if (this.#hasSteppedBack) return false
    this.#hasSteppedBack = true
    this.#know(this.#self, { tier: this.#tier, isMember: false })
    return true
  }

  /** Works the crew out again. Returns what this node says of itself; undefined when it has no way over the WAN. */
  review({ hasWan, size }: CrewFacts, now: Instant): Taking | undefined {
    if (size !== this.#size) this.#isStale = true
    this.#size = size
    this.#linkTier = Math.max(this.#linkTier, this.#allowance.tier)
    if (!hasWan) this.#forget(this.#self)
    else if (!this.#takers.has(this.#self)) this.#know(this.#self, { tier: this.#tier, isMember: false })
    this.#doubtSilent(now)
    this.#formCrew(now)
    if (!hasWan) return undefined
    const isMember = now >= this.#formsAt && this.#crew.includes(this.#self)
    this.#know(this.#self, { tier: this.#tier, isMember })
    return { group: this.digest, tier: this.#tier, isMember }
  }

  /** The next payload that this node is to fetch over the WAN, if it is a member. */
  take(now: Instant, isNeeded: (address: Address) => boolean): Address | undefined {
    return now < this.#formsAt ? undefined : this.shares.take(now, isNeeded)
  }

  /** When there is something to take or to decide. */
  nextAt(now: Instant): Instant | undefined {
    if (this.shares.size === 0) return undefined
    if (now < this.#formsAt) return this.#formsAt
    const presumedUntil = this.#presumes ? this.#presumedUntil() : undefined
    return earliest(presumedUntil, this.#crewNextAt(now))
  }

  get #tier(): number {
    return this.#linkTier + (this.#hasSteppedBack ? slowTierStep : 0)
  }

  #crewNextAt(now: Instant): Instant | undefined {
    if (this.#crew.includes(this.#self)) return this.shares.nextAt()
    const since = this.shares.unstartedSince(now)
    return since === undefined ? this.shares.wakesAt() : this.#patientUntil(since)
  }

  #know(peer: PeerName, says: { readonly tier: number; readonly isMember: boolean }): void {
    const known = this.#takers.get(peer)
    if (known?.tier === says.tier && known.isMember === says.isMember) return
    this.#takers.set(peer, takerOf(this.digest, peer, says))
    this.#isStale = true
  }

  #forget(peer: PeerName): void {
    if (this.#takers.delete(peer)) this.#isStale = true
    this.#silent.delete(peer)
  }

  /** One that is not in the crew sees the crew stand still for too long: it is replaced. */
  #doubtSilent(now: Instant): void {
    if (this.#crew.includes(this.#self) || !this.#takers.has(this.#self)) return
    const since = this.shares.unstartedSince(now)
    if (since === undefined || now < this.#patientUntil(since)) return
    for (const peer of this.#crew) this.#silent.add(peer)
    this.#isStale = true
  }

  #patientUntil(since: Instant): Instant {
    const signs = [since, this.#formsAt, this.#crewSince, ...this.#crew.map((peer) => this.#pace.movedAt(peer))]
    const last = signs.reduce((latest, sign) => (sign > latest ? sign : latest))
    // Where members that fetched before stand still all at once, it is more likely the link, which is everybody's.
    const hasFetched = this.#crew.some((peer) => this.#pace.finishedBy(peer) > 0)
    return later(last, hasFetched ? Math.max(crewSilenceMs, this.#pace.patienceMs) : this.#pace.patienceMs)
  }

  /**
   * At first all neighbours are presumed to take the release too: they begin when this node does, but are heard a
   * little later, and a fetch that one stops because another does the same has cost most of its bytes by then.
   */
  #presumedTakers(): readonly Taker[] {
    for (const peer of this.#neighbours.keys()) {
      if (this.#presumed.has(peer)) continue
      this.#presumed.set(peer, takerOf(this.digest, peer, { tier: firstTier, isMember: false }))
    }
    const isPresumed = ({ peer }: Taker) =>
      this.#neighbours.has(peer) && !this.#takers.has(peer) && !this.#silent.has(peer)
    return [...this.#presumed.values()].filter(isPresumed)
  }

  /** The longer the more there is to fetch. */
  #presumedUntil(): Instant {
    const ms = Math.min(presumedMsMax, Math.ceil((this.#bytes * 1000) / presumedBytesPerSecond))
    return later(this.#beganAt, Math.max(crewFormsMs, ms))
  }

  /** True when presuming has come to its end, or neighbours have come or gone since the crew was formed. */
  #presumesOthers(now: Instant): boolean {
    return this.#presumes && (this.#presumedOf !== this.#neighbours.size || now >= this.#presumedUntil())
  }

  #formCrew(now: Instant): void {
    if (!this.#isStale && !this.#presumesOthers(now)) return
    this.#isStale = false
    this.#presumes = now < this.#presumedUntil()
    this.#presumedOf = this.#neighbours.size
    const takers = [...this.#takers.values()].filter((taker) => !this.#silent.has(taker.peer))
    const crew = crewOf(this.#presumes ? [...takers, ...this.#presumedTakers()] : takers, this.#size)
    if (crew.length === this.#crew.length && crew.every((peer, place) => peer === this.#crew[place])) return
    this.#crew = crew
    this.#crewSince = now
    this.shares.divide(crew)
  }
}

/** The tier of a device that is on mains and pays nothing per byte. */
const firstTier = 0

/** So many tiers further down is a device that turned out to be far slower than the others. */
const slowTierStep = 1
