import { type Address, kindOf } from '#core/address.ts'
import { check } from '#core/check.ts'
import type { Ticket } from '#core/exchange/contract.ts'
import type { ExchangeLimits } from '#core/exchange/limits.ts'

/** Verified bytes under a ticket. */
interface Kept {
  readonly address: Address
  readonly ticket: Ticket
  readonly bytes: number
  /** Deliveries that are not consumed and serves that have not ended. */
  users: number
}

/**
 * What this node can serve: synced addresses of its slots, and a bounded cache of verified payloads,
 * from which the least recently used goes first. Finished chunks that were fetched are only lent out.
 */
export class Holdings {
  readonly #limits: ExchangeLimits
  readonly #release: (ticket: Ticket, address: Address) => void
  readonly #slots = new Set<Address>()
  /** Least recently used first. */
  readonly #cache = new Map<Address, Kept>()
  readonly #byTicket = new Map<Ticket, Kept>()
  #cacheBytes = 0
  #usedBytes = 0

  /** `release` is told of every ticket that is no longer kept. */
  constructor(limits: ExchangeLimits, release: (ticket: Ticket, address: Address) => void) {
    this.#limits = limits
    this.#release = release
  }

  /** Bytes under tickets that somebody still uses. */
  get usedBytes(): number {
    return this.#usedBytes
  }

  /** The addresses that can be served, slots first. */
  addresses(): readonly Address[] {
    return [...new Set([...this.#slots, ...this.#cache.keys()])]
  }

  has(address: Address): boolean {
    return this.#cache.has(address) || this.#slots.has(address)
  }

  /** The length of a cached payload. */
  cachedBytes(address: Address): number | undefined {
    return this.#cache.get(address)?.bytes
  }

  /** The ticket of a cached payload, which becomes the most recently used. */
  cached(address: Address): Ticket | undefined {
    const kept = this.#cache.get(address)
    if (kept === undefined) return undefined
    this.#cache.delete(address)
    this.#cache.set(address, kept)
    return kept.ticket
  }

  hold(addresses: readonly Address[]): void {
    for (const address of addresses) this.#slots.add(address)
  }

  lose(addresses: readonly Address[]): void {
    for (const address of addresses) this.#slots.delete(address)
  }

  /**
   * Keeps fetched bytes that are delivered `deliveries` times: chunks until all are given back, payloads
   * for as long as the cache allows.
   */
  keep(address: Address, ticket: Ticket, bytes: number, deliveries: number): void {
    check(!this.#byTicket.has(ticket), 'a ticket names one fetch')
    const kept: Kept = { address, ticket, bytes, users: deliveries }
    this.#byTicket.set(ticket, kept)
    if (deliveries > 0) this.#usedBytes += bytes
    if (kindOf(address) === 'payload') {
      check(!this.#cache.has(address), 'a cached payload is not fetched again')
      this.#cache.set(address, kept)
      this.#cacheBytes += bytes
    }
    this.#trim(kept)
  }

  /** Keeps a ticket from being released until the same number of {@link giveBack}. */
  lend(ticket: Ticket): void {
    const kept = this.#kept(ticket)
    if (kept.users === 0) this.#usedBytes += kept.bytes
    kept.users += 1
  }

  giveBack(ticket: Ticket): void {
    const kept = this.#kept(ticket)
    check(kept.users > 0, 'a ticket is consumed once per delivery')
    kept.users -= 1
    if (kept.users > 0) return
    this.#usedBytes -= kept.bytes
    this.#trim(kept)
  }

  /** Releases `changed` if it is a chunk that nobody uses, and what exceeds the cache. */
  #trim(changed: Kept): void {
    if (changed.users === 0 && kindOf(changed.address) === 'chunk') this.#forget(changed)
    const { cacheBytesMax, cacheEntriesMax } = this.#limits
    for (const kept of this.#cache.values()) {
      if (this.#cacheBytes <= cacheBytesMax && this.#cache.size <= cacheEntriesMax) return
      if (kept.users === 0) this.#forget(kept)
    }
  }

  #forget(kept: Kept): void {
    this.#byTicket.delete(kept.ticket)
    if (this.#cache.get(kept.address) === kept) {
      this.#cache.delete(kept.address)
      this.#cacheBytes -= kept.bytes
    }
    this.#release(kept.ticket, kept.address)
  }

  #kept(ticket: Ticket): Kept {
    const kept = this.#byTicket.get(ticket)
    check(kept !== undefined, 'a ticket is used before its release')
    return kept
  }
}
