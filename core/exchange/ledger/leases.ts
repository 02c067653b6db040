import type { Address } from '#core/address.ts'
import { type Instant, later } from '#core/engine.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import { type ExchangeLimits, leaseMs, leaseTotalMs } from '#core/exchange/limits.ts'

/** A peer's word that it is fetching an address over the WAN. */
interface Lease {
  readonly firstTakenAt: Instant
  /** When it ends; the past when it was dropped. */
  until: Instant
}

/**
 * The leases of the neighbours. A lease that ended stays as a record until its peer or this node has the
 * address. So a liar delays `leasesPerPeerMax` payloads, each for {@link leaseTotalMs}, and no more.
 */
export class Leases {
  readonly #limits: ExchangeLimits
  readonly #byPeer = new Map<PeerName, Map<Address, Lease>>()

  constructor(limits: ExchangeLimits) {
    this.#limits = limits
  }

  /** Notes a lease, or prolongs it. False when the peer has used up its time, or its number, of leases. */
  take(peer: PeerName, address: Address, now: Instant): boolean {
    const leases = this.#byPeer.get(peer) ?? new Map<Address, Lease>()
    this.#byPeer.set(peer, leases)
    const known = leases.get(address)
    if (known === undefined) {
      if (leases.size >= this.#limits.leasesPerPeerMax) return false
      leases.set(address, { firstTakenAt: now, until: later(now, leaseMs) })
      return true
    }
    const last = later(known.firstTakenAt, leaseTotalMs)
    if (last <= now) return false
    known.until = Math.min(last, later(now, leaseMs)) as Instant
    return true
  }

  /** Notes that a peer gave its lease up. False when it had none. */
  drop(peer: PeerName, address: Address, now: Instant): boolean {
    const lease = this.#byPeer.get(peer)?.get(address)
    if (lease === undefined || lease.until <= now) return false
    lease.until = now
    return true
  }

  /** Notes that a peer has what it leased: the record goes. */
  fulfil(peer: PeerName, address: Address): void {
    this.#byPeer.get(peer)?.delete(address)
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
