import { type Address, kindOf } from '#core/address.ts'
import { earliest, type Instant, instant, later } from '#core/engine.ts'
import type { Way } from '#core/exchange/contract.ts'
import type { Rota } from '#core/exchange/crew/rota.ts'
import type { Allowance } from '#core/exchange/download/allowance.ts'
import { faultBackoff } from '#core/exchange/download/backoff.ts'
import { type Asking, isOffered, leastOutstanding } from '#core/exchange/download/holder.ts'
import type { Settling } from '#core/exchange/download/settling.ts'
import type { Deliveries } from '#core/exchange/ledger/deliveries.ts'
import { type Fetches, isHalfDone } from '#core/exchange/ledger/fetches.ts'
import type { Holders } from '#core/exchange/ledger/holders.ts'
import type { Peer, Peers } from '#core/exchange/ledger/peers.ts'
import type { Unshared } from '#core/exchange/ledger/unshared.ts'
import type { Want, Wants } from '#core/exchange/ledger/wants.ts'
import type { ExchangeLimits } from '#core/exchange/limits.ts'
import type { Random } from '#core/random.ts'

/** How long something that is due and was not begun rests before it is looked at again. */
const lookAgainMs = 100

/** What the use of the WAN is decided from. */
export interface WanUseParts {
  readonly limits: ExchangeLimits
  readonly random: Random
  readonly peers: Peers
  readonly holders: Holders
  readonly wants: Wants
  readonly fetches: Fetches
  readonly rota: Rota
  readonly settling: Settling
  readonly deliveries: Deliveries
  readonly unshared: Unshared
  readonly allowance: Allowance
}

/** Decides what this node fetches over the WAN, from which seeder and when: within its bounds, and when it is due. */
export class WanUse {
  readonly #parts: WanUseParts

  constructor(parts: WanUseParts) {
    this.#parts = parts
  }

  /** The next payload to fetch now, and from whom. */
  next(now: Instant): { readonly way: Way; readonly seeder: Peer } | undefined {
    const { limits, random, peers, rota, allowance } = this.#parts
    if (!this.#isSettled(now) || (allowance.freeAt ?? now) > now) return undefined
    const asking: Asking = { now, random, fetchesMax: limits.wanFetchesMax, bytesMax: Number.POSITIVE_INFINITY }
    while (this.#mayUse() && leastOutstanding(peers.seeders.values(), asking) !== undefined) {
      const address = rota.take(now, this.#mayTakeShares(now), (candidate) => this.#mayFetch(candidate))
      if (address === undefined) return undefined
      const seeder = leastOutstanding(peers.seeders.values(), asking, (peer) => mayHave(peer, address, now))
      const way = this.#want(address)?.wanWay
      if (seeder !== undefined && way !== undefined) return { way, seeder }
      if (!this.#isSomewhere(address, now)) this.lacked(address, now)
      else rota.missed(address, later(now, lookAgainMs))
    }
    return undefined
  }

  /**
   * A seeder does not have a payload. Another one is asked for it; where there is none, its wants are met by their
   * next payload; and where that is nowhere either, the seeders are asked again after a rest.
   */
  lacked(address: Address, now: Instant): void {
    const { wants, peers, rota } = this.#parts
    if (peers.seeders.size === 0 || this.#isSomewhere(address, now)) return
    for (const want of wants.meeting(address)) {
      if (want.wanWay?.address !== address) continue
      const next = want.ways.find((way) => kindOf(way.address) === 'payload' && this.#isSomewhere(way.address, now))
      if (next !== undefined) rota.reroute(want, next, now)
    }
    const rests = Array.from(peers.seeders.values(), (peer) => peer.lacks.until(address, now))
    rota.missed(address, earliest(...rests) ?? later(now, faultBackoff.mostMs))
  }

  /** True when a seeder may have a payload, also one that cannot be asked just now. */
  #isSomewhere(address: Address, now: Instant): boolean {
    for (const peer of this.#parts.peers.seeders.values()) if (mayHave(peer, address, now)) return true
    return false
  }

  /** When there may be a next payload: it is due, a seeder does not rest, looking for neighbours is over. */
  nextAt(now: Instant): Instant | undefined {
    const { limits, peers, rota, settling, unshared, allowance } = this.#parts
    if (!this.#mayUse()) return undefined
    const mayTakeShares = this.#mayTakeShares(now)
    const dueAt = earliest(rota.nextAt(now, mayTakeShares), mayTakeShares ? undefined : unshared.nextAt())
    let seederAt: Instant | undefined
    for (const { outstanding, restsUntil } of peers.seeders.values()) {
      if (outstanding < limits.wanFetchesMax) seederAt = earliest(seederAt, restsUntil ?? now)
    }
    const settledAt = settling.endsAt(peers.neighbours.size > 0)
    if (dueAt === undefined || seederAt === undefined || settledAt === undefined) return undefined
    const at = instant(Math.max(dueAt, seederAt, settledAt, allowance.freeAt ?? 0))
    // What was due and not begun was not needed, or not allowed: whether it is, is looked at again, and never at once.
    return at > now ? at : later(now, lookAgainMs)
  }

  /** Whether a payload is needed, and within the budget. */
  #mayFetch(address: Address): boolean {
    const { fetches, allowance } = this.#parts
    const way = this.#want(address)?.wanWay
    return way !== undefined && allowance.covers(way.bytes, fetches.wanBytes)
  }

  /** A want that only the WAN can meet now, through this payload. */
  #want(address: Address): Want | undefined {
    const { fetches, wants, holders } = this.#parts
    if (fetches.of(address) !== undefined) return undefined
    for (const want of wants.addresses.get(address) ?? []) {
      const isIdle = want.fetch === undefined && want.wanWay?.address === address
      if (isIdle && !isOffered(addressesOf(want), holders)) return want
    }
    return undefined
  }

  /** What has travelled and is not in the slot would travel again after a power cut: it is bounded. */
  get isFull(): boolean {
    const { fetches, limits, deliveries } = this.#parts
    return deliveries.bytes + fetches.wanBytes >= limits.wanUnconsumedBytesMax
  }

  #mayUse(): boolean {
    const { fetches, limits, allowance } = this.#parts
    return allowance.mayFetch && fetches.overWan < limits.wanFetchesMax && !this.isFull
  }

  /** A member begins the next payload when the one before it is half done: that hides the gap between the two. */
  #mayTakeShares(now: Instant): boolean {
    const { fetches, limits, unshared, rota } = this.#parts
    if (!rota.hasShares) return true
    const running = fetches.shares
    const count = running.length + unshared.count(now)
    const bytes = running.reduce((sum, fetch) => sum + fetch.bytes, unshared.bytes)
    return bytes < limits.crewBytesMax || (count < limits.crewFetchesMax && running.every(isHalfDone))
  }

  #isSettled(now: Instant): boolean {
    const { settling, peers } = this.#parts
    const endsAt = settling.endsAt(peers.neighbours.size > 0)
    return endsAt !== undefined && endsAt <= now
  }
}

/** True unless a seeder sent something else for it, or said lately that it does not have it. */
function mayHave({ forged, lacks }: Peer, address: Address, now: Instant): boolean {
  return !forged.has(address) && lacks.until(address, now) === undefined
}

function addressesOf({ ways }: Want): readonly Address[] {
  return ways.map((way) => way.address)
}
