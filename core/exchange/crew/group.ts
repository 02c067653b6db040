import type { Address } from '#core/address.ts'
import type { Digest } from '#core/digest.ts'
import { earliest, type Instant, later } from '#core/engine.ts'
import type { PeerName, Taking, Way } from '#core/exchange/contract.ts'
import { crewOf, type Taker, type TakerSays, takerOf } from '#core/exchange/crew/crew.ts'
import { Idlers } from '#core/exchange/crew/idlers.ts'
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
  readonly #idlers: Idlers
  /** Payloads that were finished when the idlers were last looked for. */
  #finishedCount = 0
  #crew: readonly PeerName[] = []
  #isMember = false
  /** When a crew that this node is not in will have stood still for too long; undefined while there is nothing to fetch. */
  #doubtsAt: Instant | undefined
  /** What it said of itself last. */
  #said: Taking | undefined
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
  #isShunned = false
  /** Whether the takers are others than those that the crew was formed of. */
  #isStale = true

  constructor(digest: Digest, { self, neighbours, pace, allowance }: GroupParts, now: Instant) {
    this.digest = digest
    this.shares = new Shares(self, pace)
    this.#self = self
    this.#neighbours = neighbours
    this.#pace = pace
    this.#idlers = new Idlers(pace)
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

  /** Whether this node is in the crew as it sees it. */
  get isMember(): boolean {
    return this.#isMember
  }

  /** The members of its crew, where this node is one, itself among them. */
  mates(): readonly PeerName[] {
    return this.#isMember ? this.#crew : []
  }

  /** A device was seen to fetch. True when it counted as silent. */
  moved(peer: PeerName): boolean {
    const wasSilent = this.#silent.delete(peer)
    if (wasSilent) this.#isStale = true
    return wasSilent
  }

  /** Leaves the crew to faster ones, if there are enough. A tier only falls: false when this was done before. */
  stepBack(): boolean {
    if (this.#hasSteppedBack) return false
    this.#hasSteppedBack = true
    this.#know(this.#self, { tier: this.#tier, isMember: false })
    return true
  }

  /** Whether nobody takes anything from this node: then it is a member only where it would be the only one. */
  shun(isShunned: boolean): void {
    if (isShunned !== this.#isShunned) this.#isStale = true
    this.#isShunned = isShunned
    if (isShunned) this.stepBack()
  }

  /** Works the crew out again. Returns what this node says of itself; undefined when it has no way over the WAN. */
  review({ hasWan, size }: CrewFacts, now: Instant): Taking | undefined {
    if (size !== this.#size) this.#isStale = true
    this.#size = size
    this.#linkTier = Math.max(this.#linkTier, this.#allowance.tier)
    if (!hasWan) this.#forget(this.#self)
    else if (!this.#takers.has(this.#self)) this.#know(this.#self, { tier: this.#tier, isMember: false })
    this.#doubtSilent(now)
    this.#doubtIdle()
    this.#formCrew(now)
    if (!hasWan) return undefined
    const says = { tier: this.#tier, isMember: this.#isMember }
    this.#know(this.#self, says)
    if (!isSame(says, this.#said)) this.#said = { group: this.digest, ...says }
    return this.#said
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
    return earliest(presumedUntil, this.#crewNextAt())
  }

  get #tier(): number {
    return this.#linkTier + (this.#hasSteppedBack ? slowTierStep : 0)
  }

  #crewNextAt(): Instant | undefined {
    return this.#isMember ? this.shares.nextAt() : (this.#doubtsAt ?? this.shares.wakesAt())
  }

  #know(peer: PeerName, says: TakerSays): void {
    const known = this.#takers.get(peer)
    if (isSame(says, known)) return
    this.#takers.set(peer, takerOf(this.digest, peer, says, known ?? this.#presumed.get(peer)))
    this.#isStale = true
  }

  #forget(peer: PeerName): void {
    if (this.#takers.delete(peer)) this.#isStale = true
    this.#silent.delete(peer)
    this.#idlers.forget(peer)
  }

  /** One that is not in the crew sees the crew stand still for too long: it is replaced. */
  #doubtSilent(now: Instant): void {
    const since = this.#isMember ? undefined : this.shares.unstartedSince(now)
    this.#doubtsAt = since === undefined ? undefined : this.#patientUntil(since)
    if (this.#doubtsAt === undefined || now < this.#doubtsAt || !this.#takers.has(this.#self)) return
    for (const peer of this.#crew) this.#silent.add(peer)
    this.#isStale = true
  }

  /** Of a member that is no neighbour it is not heard what it finishes. */
  #doubtIdle(): void {
    if (this.#pace.finishedCount === this.#finishedCount) return
    this.#finishedCount = this.#pace.finishedCount
    if (this.#idlers.review(this.#crew.filter((peer) => this.#neighbours.has(peer)))) this.#isStale = true
  }

  #patientUntil(since: Instant): Instant {
    let last = Math.max(since, this.#formsAt, this.#crewSince) as Instant
    let hasFetched = false
    for (const peer of this.#crew) {
      last = Math.max(last, this.#pace.movedAt(peer)) as Instant
      hasFetched ||= this.#pace.finishedBy(peer) > 0
    }
    // Where members that fetched before stand still all at once, it is more likely the link, which is everybody's.
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
    if (now < this.#formsAt || (!this.#isStale && !this.#presumesOthers(now))) return
    this.#isStale = false
    this.#presumes = now < this.#presumedUntil()
    this.#presumedOf = this.#neighbours.size
    const isDoubted = ({ peer }: Taker) => this.#silent.has(peer) || this.#idlers.has(peer)
    const takers = [...this.#takers.values()].filter((taker) => !isDoubted(taker))
    const ranked = this.#presumes ? [...takers, ...this.#presumedTakers()] : takers
    const others = this.#isShunned ? ranked.filter(({ peer }) => peer !== this.#self) : []
    const crew = crewOf(others.length > 0 ? others : ranked, this.#size)
    if (crew.length === this.#crew.length && crew.every((peer, place) => peer === this.#crew[place])) return
    this.#crew = crew
    this.#isMember = crew.includes(this.#self)
    this.#crewSince = now
    this.shares.divide(crew)
  }
}

function isSame({ tier, isMember }: TakerSays, said: TakerSays | undefined): boolean {
  return said?.tier === tier && said.isMember === isMember
}

/** The tier of a device that is on mains and pays nothing per byte. */
const firstTier = 0

/** So many tiers further down is a device that turned out to be far slower than the others. */
const slowTierStep = 1
