import type { Address } from '#core/address.ts'
import { check } from '#core/check.ts'
import { type Instant, millisecondsBetween } from '#core/engine.ts'
import type { FetchId, Way } from '#core/exchange/contract.ts'
import type { Peer } from '#core/exchange/ledger/peers.ts'
import type { Want } from '#core/exchange/ledger/wants.ts'
import { standMsMax } from '#core/exchange/limits.ts'

/** A fetch that has not ended. */
export interface Fetch {
  readonly id: FetchId
  readonly address: Address
  readonly bytes: number
  /** The peer as it was when asked: one that left and came back is another. */
  readonly peer: Peer
  /** The wants that wait for it; a fetch without any is cancelled. */
  readonly wants: Set<Want>
  readonly overWan: boolean
  readonly begunAt: Instant
  receivedBytes: number
  /** When bytes came last. */
  movedAt: Instant
  /** How long it has been moving, in ms. What stands still, as behind a broken link, counts as {@link standMsMax} only. */
  movedMs: number
  cancelled: boolean
  /** When its lease was announced last. */
  leasedAt: Instant
  /** What had been received then. */
  leasedBytes: number
}

/** True when a fetch has received half of its bytes or more. */
export function isHalfDone({ receivedBytes, bytes }: Fetch): boolean {
  return receivedBytes * 2 >= bytes
}

/** The fetches that have not ended, at most one per address. */
export class Fetches {
  readonly #byId = new Map<FetchId, Fetch>()
  readonly #byAddress = new Map<Address, Fetch>()
  #lastId = 0
  #bytes = 0
  #wanBytes = 0
  #overWan = 0

  /** What they may still bring, in bytes. */
  get bytes(): number {
    return this.#bytes
  }

  /** What those over the WAN may still bring, in bytes. */
  get wanBytes(): number {
    return this.#wanBytes
  }

  get overWan(): number {
    return this.#overWan
  }

  /** Those of payloads that a crew divides, over the WAN. */
  get shares(): readonly Fetch[] {
    const isShare = ({ overWan, wants }: Fetch) => overWan && [...wants].some((want) => want.group !== undefined)
    return [...this.#byId.values()].filter(isShare)
  }

  get overLan(): number {
    return this.#byId.size - this.#overWan
  }

  values(): Iterable<Fetch> {
    return this.#byId.values()
  }

  get(id: FetchId): Fetch {
    const fetch = this.#byId.get(id)
    check(fetch !== undefined, 'what is said of a fetch is said before its end')
    return fetch
  }

  /** Notes how much has come of a fetch, and returns it. */
  move(id: FetchId, receivedBytes: number, now: Instant): Fetch {
    const fetch = this.get(id)
    fetch.receivedBytes = receivedBytes
    fetch.movedMs += Math.min(standMsMax, millisecondsBetween(fetch.movedAt, now))
    fetch.movedAt = now
    return fetch
  }

  of(address: Address): Fetch | undefined {
    return this.#byAddress.get(address)
  }

  begin(way: Way, peer: Peer, wants: readonly Want[], now: Instant): Fetch {
    check(!this.#byAddress.has(way.address), 'an address is fetched once at a time')
    this.#lastId += 1
    const fetch: Fetch = {
      id: this.#lastId as FetchId,
      address: way.address,
      bytes: way.bytes,
      peer,
      wants: new Set(wants),
      overWan: peer.role === 'seeder',
      begunAt: now,
      receivedBytes: 0,
      movedAt: now,
      movedMs: 0,
      cancelled: false,
      leasedAt: now,
      leasedBytes: 0,
    }
    for (const want of wants) want.fetch = fetch.id
    this.#byId.set(fetch.id, fetch)
    this.#byAddress.set(fetch.address, fetch)
    this.#bytes += fetch.bytes
    if (fetch.overWan) {
      this.#overWan += 1
      this.#wanBytes += fetch.bytes
    }
    peer.outstanding += 1
    peer.outstandingBytes += fetch.bytes
    return fetch
  }

  /** Lets a want wait for a fetch that is under way. */
  join(fetch: Fetch, want: Want): void {
    fetch.wants.add(want)
    want.fetch = fetch.id
  }

  /** Takes a want out of its fetch, which goes on. */
  leave(want: Want): Fetch | undefined {
    const fetch = want.fetch === undefined ? undefined : this.#byId.get(want.fetch)
    fetch?.wants.delete(want)
    want.fetch = undefined
    return fetch
  }

  /** Ends a fetch: its wants are without one again. */
  end(id: FetchId): Fetch {
    const fetch = this.get(id)
    for (const want of fetch.wants) want.fetch = undefined
    this.#byId.delete(id)
    this.#byAddress.delete(fetch.address)
    this.#bytes -= fetch.bytes
    if (fetch.overWan) {
      this.#overWan -= 1
      this.#wanBytes -= fetch.bytes
    }
    fetch.peer.outstanding -= 1
    fetch.peer.outstandingBytes -= fetch.bytes
    return fetch
  }
}
