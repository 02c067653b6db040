import { type Address, kindOf } from '#core/address.ts'
import { check } from '#core/check.ts'
import type { Digest } from '#core/digest.ts'
import type { FetchId, WantId, Way } from '#core/exchange/contract.ts'
import type { ExchangeLimits } from '#core/exchange/limits.ts'

/** Something that this node wants and does not have yet. */
export interface Want {
  readonly id: WantId
  /** Cheapest first, and of equals finished chunks first. */
  readonly ways: readonly Way[]
  /** The one way over the WAN: the cheapest payload that a seeder may have. None when only neighbours can serve it. */
  wanWay: Way | undefined
  /** Whose crew divides the payloads among its members. */
  readonly group: Digest | undefined
  /** The group that brings it in for less. */
  readonly rival: Digest | undefined
  /** The fetch that will meet it. */
  fetch: FetchId | undefined
}

/** What a want is made of. */
export type NewWant = Pick<Want, 'id' | 'ways' | 'group' | 'rival'>

/** The unmet wants, by id and by every address that would meet them. */
export class Wants {
  readonly #limits: ExchangeLimits
  readonly #byId = new Map<WantId, Want>()
  readonly #byAddress = new Map<Address, Set<Want>>()

  constructor(limits: ExchangeLimits) {
    this.#limits = limits
  }

  get size(): number {
    return this.#byId.size
  }

  /** Every address that would meet a want. */
  get addresses(): ReadonlyMap<Address, ReadonlySet<Want>> {
    return this.#byAddress
  }

  get(id: WantId): Want | undefined {
    return this.#byId.get(id)
  }

  values(): Iterable<Want> {
    return this.#byId.values()
  }

  add({ id, ways, group, rival }: NewWant): Want {
    check(!this.#byId.has(id), 'a want has an id of its own')
    check(this.#byId.size < this.#limits.wantsMax, 'the device engine bounds its wants')
    check(ways.length > 0 && ways.length <= this.#limits.waysPerWantMax, 'a want has a few ways')
    const cheapestFirst = ways.toSorted(byCost)
    const wanWay = cheapestFirst.find((way) => kindOf(way.address) === 'payload')
    const want: Want = { id, ways: cheapestFirst, wanWay, group, rival, fetch: undefined }
    this.#byId.set(id, want)
    for (const { address } of ways) {
      const sharing = this.#byAddress.get(address)
      if (sharing === undefined) this.#byAddress.set(address, new Set([want]))
      else sharing.add(want)
    }
    return want
  }

  remove(want: Want): void {
    this.#byId.delete(want.id)
    for (const { address } of want.ways) {
      const sharing = this.#byAddress.get(address)
      sharing?.delete(want)
      if (sharing?.size === 0) this.#byAddress.delete(address)
    }
  }

  /** The wants that an address would meet. */
  meeting(address: Address): readonly Want[] {
    return [...(this.#byAddress.get(address) ?? [])]
  }

  /** A want that an address would meet and that no fetch is under way for. */
  idle(address: Address): Want | undefined {
    for (const want of this.#byAddress.get(address) ?? []) if (want.fetch === undefined) return want
    return undefined
  }
}

/** A finished chunk stays in its slot, a payload may be gone from the cache. */
function byCost(left: Way, right: Way): number {
  return (
    left.bytes - right.bytes || Number(kindOf(left.address) === 'payload') - Number(kindOf(right.address) === 'payload')
  )
}
