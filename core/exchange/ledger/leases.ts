import type { Address } from '#core/address.ts'
import { type Instant, later, millisecondsBetween } from '#core/engine.ts'
import type { Leased, PeerName } from '#core/exchange/contract.ts'
import type { ExchangeLimits } from '#core/exchange/limits.ts'

/** How long leases last. */
export interface LeaseTerms {
  /** A lease that stands still ends after this long, in ms. */
  readonly patienceMs: number
  /** One that is said to move for this long ends, too. */
  readonly totalMs: number
}

/** A peer's word that it is fetching an address over the WAN. */
interface Lease {
  readonly firstTakenAt: Instant
  /** When it was last said to move. */
  movedAt: Instant
  /** How long it was said to move in all, in ms. What stands still, as behind a broken link, does not count. */
  movedMs: number
  /** The most that it said it had received. */
  receivedBytes: number
  /** When it ends; the past when it was dropped. */
  until: Instant
}

/**
 * The leases of the neighbours. A lease lasts while its bytes become more. One that ended stays as a record until
 * its peer or this node has the address. So a liar delays `leasesPerPeerMax` payloads for
 * {@link LeaseTerms.totalMs} in all, and no more: while one of its leases has moved for longer, it is believed in none.
 */
export class Leases {
  readonly #limits: ExchangeLimits
  readonly #byPeer = new Map<PeerName, Map<Address, Lease>>()

  constructor(limits: ExchangeLimits) {
    this.#limits = limits
  }

  /** Notes a lease. False when it is neither new nor has moved, or is not believed. */
  take(peer: PeerName, { address, receivedBytes }: Leased, { patienceMs, totalMs }: LeaseTerms, now: Instant): boolean {
    const leases = this.#byPeer.get(peer) ?? new Map<Address, Lease>()
    this.#byPeer.set(peer, leases)
    const until = later(now, patienceMs)
    for (const { movedMs } of leases.values()) if (movedMs >= totalMs) return false
    const known = leases.get(address)
    if (known === undefined) {
      if (leases.size >= this.#limits.leasesPerPeerMax) return false
      leases.set(address, { firstTakenAt: now, movedAt: now, movedMs: 0, receivedBytes, until })
      return true
    }
    if (receivedBytes <= known.receivedBytes) return false
    known.receivedBytes = receivedBytes
    known.movedMs += Math.min(patienceMs, millisecondsBetween(known.movedAt, now))
    known.movedAt = now
    known.until = known.movedMs < totalMs ? until : now
    return known.movedMs < totalMs
  }

  /** Notes that a peer gave its lease up; it may begin again. False when it had none. */
  drop(peer: PeerName, address: Address, now: Instant): boolean {
    const lease = this.#byPeer.get(peer)?.get(address)
    if (lease === undefined || lease.until <= now) return false
    lease.until = now
    lease.receivedBytes = -1
    return true
  }

  /** Notes that a peer has what it leased: the record goes. Returns when it began, where it had a live lease. */
  fulfil(peer: PeerName, address: Address, now: Instant): Instant | undefined {
    const leases = this.#byPeer.get(peer)
    const lease = leases?.get(address)
    leases?.delete(address)
    return lease !== undefined && lease.until > now ? lease.firstTakenAt : undefined
  }

  /** This node has the address: what others do about it no longer matters. */
  settle(address: Address): void {
    for (const leases of this.#byPeer.values()) leases.delete(address)
  }

  /** Forgets a peer. Returns what it held a live lease on. */
  forget(peer: PeerName, now: Instant): readonly Address[] {
    const leases = this.#byPeer.get(peer)
    this.#byPeer.delete(peer)
    if (leases === undefined) return []
    return [...leases].filter(([, lease]) => lease.until > now).map(([address]) => address)
  }

  /** When the last live lease on an address ends, or undefined when there is none. */
  coveredUntil(address: Address, now: Instant): Instant | undefined {
    let last: Instant | undefined
    for (const leases of this.#byPeer.values()) {
      const until = leases.get(address)?.until
      if (until !== undefined && until > now && (last === undefined || until > last)) last = until
    }
    return last
  }
}
