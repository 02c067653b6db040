import type { Address } from '#core/address.ts'
import { check } from '#core/check.ts'
import type { FetchId, Link, Way } from '#core/exchange/contract.ts'
import type { OpenWant, OpenWants } from './open-wants.ts'
import type { Source } from './sources.ts'

/** A fetch that has not ended. */
export interface RunningFetch {
  readonly id: FetchId
  readonly address: Address
  readonly bytes: number
  /** The peer as it was when asked: one that left and came back is another. */
  readonly source: Source
  /** The wants that wait for it; a fetch without any is cancelled. */
  readonly wants: Set<OpenWant>
  receivedBytes: number
  isCancelled: boolean
}

/** The fetches that have not ended, at most one per address. Says to the wants whether one is under way for them. */
export class RunningFetches {
  readonly #wants: OpenWants
  readonly #byId = new Map<FetchId, RunningFetch>()
  readonly #byAddress = new Map<Address, RunningFetch>()
  readonly #count: Record<Link, number> = { lan: 0, wan: 0 }
  readonly #bytes: Record<Link, number> = { lan: 0, wan: 0 }
  #lastId = 0

  constructor(wants: OpenWants) {
    this.#wants = wants
  }

  values(): Iterable<RunningFetch> {
    return this.#byId.values()
  }

  /** How many there are over a link. */
  count(link: Link): number {
    return this.#count[link]
  }

  /** What those over a link bring, in bytes. */
  bytes(link: Link): number {
    return this.#bytes[link]
  }

  get(id: FetchId): RunningFetch {
    const fetch = this.#byId.get(id)
    check(fetch !== undefined, 'what is said of a fetch is said before its end')
    return fetch
  }

  /** The fetch of an address, also one that is cancelled and has not ended. */
  of(address: Address): RunningFetch | undefined {
    return this.#byAddress.get(address)
  }

  /** Begins a fetch for every idle want that it would meet. */
  begin({ address, bytes }: Way, source: Source): RunningFetch {
    check(!this.#byAddress.has(address), 'an address is fetched once at a time')
    this.#lastId += 1
    const id = this.#lastId as FetchId
    const fetch = { id, address, bytes, source, wants: new Set<OpenWant>(), receivedBytes: 0, isCancelled: false }
    this.#byId.set(id, fetch)
    this.#byAddress.set(address, fetch)
    this.#count[source.link] += 1
    this.#bytes[source.link] += bytes
    source.outstanding += 1
    for (const want of this.#wants.meeting(address)) if (want.idlePlace !== undefined) this.join(fetch, want)
    return fetch
  }

  /** Lets an idle want wait for a fetch. */
  join(fetch: RunningFetch, want: OpenWant): void {
    fetch.wants.add(want)
    this.#wants.setBusy(want)
  }

  /** Takes a want out of the fetch that it waits for. Returns that fetch if nothing else waits for it. */
  leave(want: OpenWant): RunningFetch | undefined {
    for (const { address } of want.ways) {
      const fetch = this.#byAddress.get(address)
      if (fetch?.wants.delete(want)) return fetch.wants.size === 0 ? fetch : undefined
    }
    return undefined
  }

  /** Ends a fetch: its wants are idle again. */
  end(id: FetchId): RunningFetch {
    const fetch = this.get(id)
    const { address, bytes, source, wants } = fetch
    this.#byId.delete(id)
    this.#byAddress.delete(address)
    this.#count[source.link] -= 1
    this.#bytes[source.link] -= bytes
    source.outstanding -= 1
    for (const want of wants) this.#wants.setIdle(want)
    return fetch
  }
}
