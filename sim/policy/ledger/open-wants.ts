import type { Address } from '#core/address.ts'
import { check } from '#core/check.ts'
import type { Instant } from '#core/engine.ts'
import type { WantId, Way } from '#core/exchange/contract.ts'
import type { ExchangeLimits } from '#core/exchange/limits.ts'

/** Something that this node wants and does not have yet. */
export interface OpenWant {
  readonly id: WantId
  /** Cheapest first. */
  readonly ways: readonly Way[]
  readonly since: Instant
  /** Its place among those without a fetch; undefined while a fetch is under way for it. */
  idlePlace: number | undefined
}

/** The unmet wants: by id, by every address that would meet them, and those that no fetch is under way for. */
export class OpenWants {
  readonly #limits: ExchangeLimits
  readonly #byId = new Map<WantId, OpenWant>()
  readonly #byAddress = new Map<Address, Set<OpenWant>>()
  readonly #idle: OpenWant[] = []

  constructor(limits: ExchangeLimits) {
    this.#limits = limits
  }

  /** Those without a fetch, in no order. */
  get idle(): readonly OpenWant[] {
    return this.#idle
  }

  get(id: WantId): OpenWant | undefined {
    return this.#byId.get(id)
  }

  /** The wants that an address would meet. */
  meeting(address: Address): readonly OpenWant[] {
    return [...(this.#byAddress.get(address) ?? [])]
  }

  /** True when an address would meet a want. */
  isWanted(address: Address): boolean {
    return this.#byAddress.has(address)
  }

  /** Takes on a want, which is idle. */
  add(id: WantId, ways: readonly Way[], now: Instant): OpenWant {
    check(!this.#byId.has(id), 'a want has an id of its own')
    check(this.#byId.size < this.#limits.wantsMax, 'the device engine bounds its wants')
    check(ways.length > 0 && ways.length <= this.#limits.waysPerWantMax, 'a want has a few ways')
    const cheapestFirst = ways.toSorted((left, right) => left.bytes - right.bytes)
    const want: OpenWant = { id, ways: cheapestFirst, since: now, idlePlace: undefined }
    this.#byId.set(id, want)
    for (const { address } of ways) {
      const sharing = this.#byAddress.get(address)
      if (sharing === undefined) this.#byAddress.set(address, new Set([want]))
      else sharing.add(want)
    }
    this.setIdle(want)
    return want
  }

  /** Gives up a want that is met, or no longer wanted. */
  remove(want: OpenWant): void {
    this.setBusy(want)
    this.#byId.delete(want.id)
    for (const { address } of want.ways) {
      const sharing = this.#byAddress.get(address)
      sharing?.delete(want)
      if (sharing?.size === 0) this.#byAddress.delete(address)
    }
  }

  /** No fetch is under way for it any more. */
  setIdle(want: OpenWant): void {
    if (want.idlePlace !== undefined) return
    want.idlePlace = this.#idle.length
    this.#idle.push(want)
  }

  /** A fetch is under way for it. */
  setBusy(want: OpenWant): void {
    const place = want.idlePlace
    if (place === undefined) return
    want.idlePlace = undefined
    const last = this.#idle.pop() as OpenWant
    if (last === want) return
    this.#idle[place] = last
    last.idlePlace = place
  }
}
