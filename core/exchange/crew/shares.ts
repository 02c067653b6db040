import { type Address, digestOf } from '#core/address.ts'
import { earliest, type Instant, instant, later } from '#core/engine.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import type { Pace } from '#core/exchange/crew/pace.ts'
import { Waiting } from '#core/exchange/download/waiting.ts'
import { stealLooksMax, stealStepMs } from '#core/exchange/limits.ts'
import { rankOwners } from '#core/exchange/owner.ts'

/** One payload that a crew is to fetch. */
interface Share {
  readonly address: Address
  /** The crew in the order of owners: the first is the owner, the next would take over. Undefined until a member needs it. */
  order: readonly PeerName[] | undefined
  /** Wants that would fetch it over the WAN. */
  wants: number
  /** Before this nobody but the holder of a lease fetches it. */
  since: Instant
  /** The rest after the seeders did not have it. */
  restsUntil: Instant
  waitsUntil: Instant | undefined
  /** The unstarted payloads of its owner, while it is one of them. */
  readyAmong: Set<Share> | undefined
}

/**
 * The payloads of one group that this node lacks, divided among its crew. A member fetches its own; with none
 * left it takes the last unstarted one of the member that will finish last. What a lease covers is started.
 */
export class Shares {
  readonly #self: PeerName
  readonly #pace: Pace
  readonly #shares = new Map<Address, Share>()
  readonly #waiting = new Waiting<Share>()
  /** Unstarted payloads by owner, in the order in which it fetches them. Those that are not divided have none. */
  readonly #ready = new Map<PeerName | undefined, Set<Share>>()
  #readyCount = 0
  #crew: readonly PeerName[] = []
  #isMember = false
  #isDivided = false
  #readySince = instant(0)
  #lookedAt = instant(0)
  /** Since when this member has nothing unstarted of its own, or took its last from another. */
  #idleSince: Instant | undefined

  constructor(self: PeerName, pace: Pace) {
    this.#self = self
    this.#pace = pace
  }

  /** How many payloads are wanted. */
  get size(): number {
    return this.#shares.size
  }

  has(address: Address): boolean {
    return this.#shares.has(address)
  }

  /** Counts one more want of a payload. It is not queued yet. */
  want(address: Address, now: Instant): void {
    const known = this.#shares.get(address)
    if (known !== undefined) {
      known.wants += 1
      return
    }
    const resting = { since: now, restsUntil: now, waitsUntil: undefined, readyAmong: undefined }
    this.#shares.set(address, { address, order: undefined, wants: 1, ...resting })
  }

  unwant(address: Address): void {
    const share = this.#shares.get(address)
    if (share === undefined) return
    share.wants -= 1
    if (share.wants > 0) return
    this.#rest(share)
    this.#shares.delete(address)
  }

  /** Lets a payload be taken. */
  queue(address: Address): void {
    const share = this.#shares.get(address)
    if (share !== undefined && !isQueued(share)) this.#schedule(share)
  }

  /** A neighbour fetches it, and has the others wait until `since`. True when that is sooner than before. */
  leased(address: Address, since: Instant): boolean {
    const share = this.#shares.get(address)
    if (share === undefined) return false
    const isSooner = since < share.since
    share.since = since
    if (isQueued(share)) this.#reschedule(share)
    return isSooner
  }

  /** A neighbour has it: the WAN is not needed until it is queued again. */
  offered(address: Address): void {
    const share = this.#shares.get(address)
    if (share !== undefined) this.#rest(share)
  }

  /** Queues a payload that no seeder has now, or none can be asked for, for `until`. */
  missed(address: Address, until: Instant): void {
    const share = this.#shares.get(address)
    if (share === undefined) return
    share.restsUntil = until
    this.#reschedule(share)
  }

  /** Divides the payloads among another crew. */
  divide(crew: readonly PeerName[]): void {
    this.#crew = crew
    this.#isMember = crew.includes(this.#self)
    this.#isDivided = false
    this.#idleSince = undefined
  }

  /** Takes the next payload that `isNeeded`. What is not needed rests until it is queued again. */
  take(now: Instant, isNeeded: (address: Address) => boolean): Address | undefined {
    this.#wake(now)
    if (!this.#isMember) return undefined
    this.#divideAnew()
    for (const share of this.#readyOf(this.#self)) {
      this.#rest(share)
      if (!isNeeded(share.address)) continue
      this.#idleSince = undefined
      return share.address
    }
    this.#idleSince ??= now
    return this.#takeFromOthers(now, isNeeded)
  }

  /** When a member has something to take: an instant that has passed, one that comes, or undefined. */
  nextAt(): Instant | undefined {
    if (!this.#isMember) return undefined
    this.#divideAnew()
    if (this.#readyOf(this.#self).size > 0) return instant(0)
    const idleSince = this.#idleSince ?? instant(0)
    const stealable = this.#stealable().map((share) => this.#stealableAt(share, idleSince))
    return earliest(this.#waiting.nextAt(), ...stealable)
  }

  /** Since when there has always been something that waits for its owner; undefined when there is nothing. */
  unstartedSince(now: Instant): Instant | undefined {
    this.#wake(now)
    return this.#readyCount > 0 ? this.#readySince : undefined
  }

  /** When the next payload, whoever its owner is, will wait for it. */
  wakesAt(): Instant | undefined {
    return this.#waiting.nextAt()
  }

  /** Those who will finish later come first, and of each what it would fetch last. */
  #stealable(): readonly Share[] {
    const owners = [...this.#ready].filter(([owner, ready]) => owner !== this.#self && ready.size > 0)
    const unfinished = owners.map(([owner, ready]) => {
      const finished = owner === undefined ? 0 : this.#pace.finishedBy(owner)
      return { ready, projected: ready.size / (finished + 1) }
    })
    unfinished.sort((left, right) => right.projected - left.projected)
    return unfinished.flatMap(({ ready }) => [...ready].slice(-stealLooksMax).reverse())
  }

  /**
   * Whoever is next in the order of owners goes first, so that two that are idle at once take different payloads.
   * The only one that its owner has left is likely to be begun by it at any moment.
   */
  #stealableAt(share: Share, idleSince: Instant): Instant {
    const steps = Math.max(0, this.#orderOf(share).indexOf(this.#self) - 1) + (share.readyAmong?.size === 1 ? 1 : 0)
    return later(idleSince, steps * stealStepMs)
  }

  #takeFromOthers(now: Instant, isNeeded: (address: Address) => boolean): Address | undefined {
    const idleSince = this.#idleSince ?? now
    for (;;) {
      // Looked up anew: behind one that is not needed stand others that were out of sight.
      const share = this.#stealable().find((candidate) => this.#stealableAt(candidate, idleSince) <= now)
      if (share === undefined) return undefined
      this.#rest(share)
      if (!isNeeded(share.address)) continue
      this.#idleSince = now
      return share.address
    }
  }

  /** Whose a payload is takes a hash per member to tell: it is worked out for members only, and for a crew that lasts. */
  #divideAnew(): void {
    if (this.#isDivided) return
    this.#isDivided = true
    for (const share of this.#shares.values()) {
      share.order = undefined
      if (share.readyAmong !== undefined) this.#makeReady(share)
    }
    for (const [owner, ready] of this.#ready) if (ready.size === 0) this.#ready.delete(owner)
  }

  #orderOf(share: Share): readonly PeerName[] {
    share.order ??= rankOwners(digestOf(share.address), this.#crew)
    return share.order
  }

  #wake(now: Instant): void {
    // Nobody looks at every instant: what became due in between counts from when it was due.
    for (let at = this.#waiting.nextAt(); at !== undefined && at <= now; at = this.#waiting.nextAt()) {
      if (this.#readyCount === 0) this.#readySince = at > this.#lookedAt ? at : this.#lookedAt
      const due = this.#waiting.takeDue(now)
      if (due !== undefined) this.#makeReady(due)
    }
    this.#lookedAt = now
  }

  #makeReady(share: Share): void {
    this.#unready(share)
    share.readyAmong = this.#readyOf(this.#isDivided ? this.#orderOf(share)[0] : undefined)
    share.readyAmong.add(share)
    this.#readyCount += 1
  }

  #unready(share: Share): void {
    if (share.readyAmong === undefined) return
    share.readyAmong.delete(share)
    share.readyAmong = undefined
    this.#readyCount -= 1
  }

  #readyOf(owner: PeerName | undefined): Set<Share> {
    const ready = this.#ready.get(owner) ?? new Set()
    this.#ready.set(owner, ready)
    return ready
  }

  #reschedule(share: Share): void {
    this.#rest(share)
    this.#schedule(share)
  }

  #schedule(share: Share): void {
    this.#waiting.put(share, share.since > share.restsUntil ? share.since : share.restsUntil)
  }

  #rest(share: Share): void {
    this.#unready(share)
    this.#waiting.remove(share)
  }
}

function isQueued(share: Share): boolean {
  return share.waitsUntil !== undefined || share.readyAmong !== undefined
}
