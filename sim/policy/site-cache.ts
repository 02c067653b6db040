import { type Address, kindOf } from '#core/address.ts'
import { earliest, type Instant, later } from '#core/engine.ts'
import type { ExchangeEffect, ExchangeInput, FetchId, PeerName, RequestId, WantId } from '#core/exchange/contract.ts'
import type { WanSpending } from '#core/exchange/download/allowance.ts'
import type { ExchangeFacts } from '#core/exchange/engine.ts'
import type { ExchangePort } from '#node/engine/exchange-port.ts'
import { PolicyEngine } from './policy-engine.ts'
import { seederOnly } from './seeder-only.ts'

/** What a cache is made of. */
export interface CacheFacts extends Omit<ExchangeFacts, 'role' | 'limits'> {
  /** How long the bytes at an address are, as the origin's answer would say; undefined where it has none. */
  readonly bytesOf: (address: Address) => number | undefined
}

/** A request that waits until the origin has answered. */
interface Waiting {
  readonly peer: PeerName
  readonly address: Address
  readonly until: Instant
}

/** What the cache asks the origin for at once. */
const fetchesMax = 4

/**
 * What a device asks its cache for at once. The model serves what has come whole, where squid passes on what comes:
 * with twice as much asked for, as much is always on its way from the origin as is being served.
 */
export const cacheFetchesMax = 2 * fetchesMax

/** A request that has waited this long is told to come again: devices take longer silence for a fault. */
const waitMs = 5_000

/** Requests that wait at once; more are told to come again. */
const waitingMax = 4_096

/** What is served at once: a box that does nothing else. */
const servesMax = 1_024

/** A box with a disk, for a whole site. */
const limits = { peersMax: 16_384, cacheBytesMax: 64 * 1024 ** 3, cacheEntriesMax: 1_048_576 }

/**
 * An extra member of a site that only caches: it asks the origin once for each address, however many ask for it
 * meanwhile, and serves everybody on the LAN, as squid does with `collapsed_forwarding on`
 * (http://www.squid-cache.org/Doc/config/collapsed_forwarding/). Devices see it as a seeder on their LAN.
 */
export class SiteCache implements ExchangePort {
  readonly #bytesOf: CacheFacts['bytesOf']
  /** Towards the origin it is a client like any other. */
  readonly #client: PolicyEngine
  readonly #wants = new Map<Address, WantId>()
  readonly #fetches = new Map<FetchId, Address>()
  /** In the order in which they came. */
  readonly #waiting = new Map<RequestId, Waiting>()
  #lastWant = 0
  #deadline: Instant | undefined

  constructor(facts: CacheFacts) {
    this.#bytesOf = facts.bytesOf
    this.#client = new PolicyEngine(
      { ...facts, role: 'device', limits },
      { ...seederOnly('wan', fetchesMax), servesMax },
    )
  }

  handle(input: ExchangeInput, now: Instant): readonly ExchangeEffect[] {
    const effects = [...this.#giveUp(now), ...this.#take(input, now)]
    const [first] = this.#waiting.values()
    this.#deadline = earliest(this.#client.deadline(), first?.until)
    return effects
  }

  deadline(): Instant | undefined {
    return this.#deadline
  }

  get wanSpending(): WanSpending {
    return this.#client.wanSpending
  }

  isOffered(addresses: readonly Address[]): boolean {
    return this.#client.isOffered(addresses)
  }

  #take(input: ExchangeInput, now: Instant): readonly ExchangeEffect[] {
    switch (input.type) {
      case 'request':
        return this.#request(input, now)
      case 'peer-left':
        for (const [request, { peer }] of this.#waiting) if (peer === input.peer) this.#waiting.delete(request)
        return this.#tell(input, now)
      case 'fetch-failed':
        return input.reason === 'missing' ? this.#missing(input, now) : this.#tell(input, now)
      default:
        return this.#tell(input, now)
    }
  }

  #request(input: Extract<ExchangeInput, { readonly type: 'request' }>, now: Instant): readonly ExchangeEffect[] {
    const { request, peer, address } = input
    if (this.#client.holds(address)) return this.#tell(input, now)
    const bytes = kindOf(address) === 'payload' ? this.#bytesOf(address) : undefined
    if (bytes === undefined) return [{ type: 'refuse', request, reason: 'missing' }]
    if (this.#waiting.size >= waitingMax) return [{ type: 'refuse', request, reason: 'busy' }]
    this.#waiting.set(request, { peer, address, until: later(now, waitMs) })
    if (this.#wants.has(address)) return []
    this.#lastWant += 1
    const want = this.#lastWant as WantId
    this.#wants.set(address, want)
    return this.#tell({ type: 'want', want, ways: [{ address, bytes }], group: undefined }, now)
  }

  /** The origin does not have it: neither has the cache, until somebody asks again. */
  #missing(input: Extract<ExchangeInput, { readonly type: 'fetch-failed' }>, now: Instant): readonly ExchangeEffect[] {
    const address = this.#fetches.get(input.fetch)
    const effects = [...this.#tell(input, now)]
    const want = address === undefined ? undefined : this.#wants.get(address)
    if (address === undefined || want === undefined) return effects
    this.#wants.delete(address)
    effects.push(...this.#tell({ type: 'unwant', want }, now))
    for (const [request] of this.#takeWaiting(address)) effects.push({ type: 'refuse', request, reason: 'missing' })
    return effects
  }

  /** Hands the client an input, and keeps to itself what the client brings for it. */
  #tell(input: ExchangeInput, now: Instant): readonly ExchangeEffect[] {
    if (input.type === 'fetched' || input.type === 'fetch-failed') this.#fetches.delete(input.fetch)
    return this.#client.handle(input, now).flatMap((effect): readonly ExchangeEffect[] => {
      if (effect.type === 'fetch') this.#fetches.set(effect.fetch, effect.address)
      return effect.type === 'deliver' ? this.#brought(effect, now) : [effect]
    })
  }

  /** Serves who waited. The bytes stay in the cache when nobody uses them. */
  #brought(
    { address, ticket }: Extract<ExchangeEffect, { readonly type: 'deliver' }>,
    now: Instant,
  ): readonly ExchangeEffect[] {
    this.#wants.delete(address)
    const effects: ExchangeEffect[] = []
    for (const [request, { peer }] of this.#takeWaiting(address)) {
      effects.push(...this.#tell({ type: 'request', request, peer, address }, now))
    }
    effects.push(...this.#tell({ type: 'consumed', ticket }, now))
    return effects
  }

  #giveUp(now: Instant): readonly ExchangeEffect[] {
    const effects: ExchangeEffect[] = []
    for (const [request, { until }] of this.#waiting) {
      if (until > now) break
      this.#waiting.delete(request)
      effects.push({ type: 'refuse', request, reason: 'busy' })
    }
    return effects
  }

  #takeWaiting(address: Address): readonly (readonly [RequestId, Waiting])[] {
    const waiting = [...this.#waiting].filter((entry) => entry[1].address === address)
    for (const [request] of waiting) this.#waiting.delete(request)
    return waiting
  }
}
