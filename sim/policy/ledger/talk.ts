import type { Address } from '#core/address.ts'
import { type Instant, instant, later } from '#core/engine.ts'
import type { ExchangeEffect, ExchangeMessage } from '#core/exchange/contract.ts'
import { haveSpacingMs } from '#core/exchange/limits.ts'
import { addressesMax } from '#core/exchange/message.ts'
import type { RunningFetches } from './running-fetches.ts'
import type { Source, Sources } from './sources.ts'

/** What is coming over the WAN is told this often. */
const progressSpacingMs = 1_000

/** What this node says to its partners: what it has, and where they are to know, what it is bringing in. */
export class Talk {
  readonly #sources: Sources
  readonly #fresh = new Set<Address>()
  #nextRoundAt = instant(0)
  #nextProgressAt = instant(0)

  constructor(sources: Sources) {
    this.#sources = sources
  }

  /** What this node can serve from now on. */
  has(addresses: readonly Address[]): void {
    for (const address of addresses) this.#fresh.add(address)
  }

  /** What is no longer held is not announced; who was told finds out by asking. */
  lost(addresses: readonly Address[]): void {
    for (const address of addresses) this.#fresh.delete(address)
  }

  /** What a new partner is told: all that is held and not in the next round. */
  greet(partner: Source, held: readonly Address[]): readonly ExchangeEffect[] {
    const told = held.filter((address) => !this.#fresh.has(address))
    return haveMessages(partner, told)
  }

  /** What is new to each, in rounds at least {@link haveSpacingMs} apart. */
  flush(now: Instant): readonly ExchangeEffect[] {
    if (this.#fresh.size === 0 || this.#nextRoundAt > now) return []
    const fresh = [...this.#fresh]
    this.#fresh.clear()
    const partners = this.#sources.partners()
    if (partners.length > 0) this.#nextRoundAt = later(now, haveSpacingMs)
    return partners.flatMap((partner) => haveMessages(partner, fresh))
  }

  /** When the next round is due, if there is something to say. */
  deadline(): Instant | undefined {
    return this.#fresh.size > 0 ? this.#nextRoundAt : undefined
  }

  /** What is coming over the WAN: said when a fetch begins, and while bytes come once in {@link progressSpacingMs}. */
  progress(fetches: RunningFetches, why: 'begun' | 'moved', now: Instant): readonly ExchangeEffect[] {
    if (why === 'moved' && now < this.#nextProgressAt) return []
    this.#nextProgressAt = later(now, progressSpacingMs)
    const overWan = [...fetches.values()].filter(({ source, isCancelled }) => source.link === 'wan' && !isCancelled)
    const taken = overWan.map(({ address, receivedBytes }) => ({ address, receivedBytes }))
    return this.#sources
      .partners()
      .map(({ name }) => ({ type: 'send', peer: name, message: { type: 'lease', taken, dropped: [] } }))
  }
}

/** The addresses that a partner says it has or is bringing in. */
export function addressesIn(message: ExchangeMessage): readonly Address[] {
  switch (message.type) {
    case 'have':
      return message.addresses
    case 'lease':
      return message.taken.map(({ address }) => address)
    default:
      return []
  }
}

function haveMessages({ name, has }: Source, addresses: readonly Address[]): readonly ExchangeEffect[] {
  const lacked = addresses.filter((address) => !has.has(address))
  const effects: ExchangeEffect[] = []
  for (let first = 0; first < lacked.length; first += addressesMax) {
    const message = { type: 'have', addresses: lacked.slice(first, first + addressesMax) } as const
    effects.push({ type: 'send', peer: name, message })
  }
  return effects
}
