import { type Address, digestOf, kindOf } from '#core/address.ts'
import { check } from '#core/check.ts'
import { earliest, type Instant } from '#core/engine.ts'
import type { ExchangeEffect, ExchangeInput, FetchFailure, FetchId, Ticket, WantId } from '#core/exchange/contract.ts'
import type { Allowance } from '#core/exchange/download/allowance.ts'
import type { Holdings } from '#core/exchange/ledger/holdings.ts'
import type { ExchangeLimits } from '#core/exchange/limits.ts'
import type { Random } from '#core/random.ts'
import type { Verdict } from '#core/verdict.ts'
import { type OpenWant, OpenWants } from './ledger/open-wants.ts'
import { type RunningFetch, RunningFetches } from './ledger/running-fetches.ts'
import type { Source, Sources } from './ledger/sources.ts'
import type { Talk } from './ledger/talk.ts'
import type { Situation, Strategy } from './strategy.ts'

/** What the downloads of one engine work on. */
export interface DownloadParts {
  readonly strategy: Strategy
  readonly limits: ExchangeLimits
  readonly random: Random
  readonly sources: Sources
  readonly holdings: Holdings
  readonly allowance: Allowance
  readonly talk: Talk
  readonly emit: (effect: ExchangeEffect) => void
}

/** Meets the wants: the strategy says from whom, all else is here. */
export class Downloads {
  readonly #parts: DownloadParts
  readonly #wants: OpenWants
  readonly #fetches: RunningFetches

  constructor(parts: DownloadParts) {
    this.#parts = parts
    this.#wants = new OpenWants(parts.limits)
    this.#fetches = new RunningFetches(this.#wants)
  }

  /** Takes a want on, or meets it at once from what is kept. */
  want({ want: id, ways }: Extract<ExchangeInput, { readonly type: 'want' }>, now: Instant): void {
    const { holdings, emit } = this.#parts
    for (const { address } of ways) {
      const ticket = holdings.cached(address)
      if (ticket === undefined) continue
      holdings.lend(ticket)
      emit({ type: 'deliver', want: id, address, ticket })
      return
    }
    const want = this.#wants.add(id, ways, now)
    const underWay = ways.map(({ address }) => this.#fetches.of(address)).find((fetch) => fetch?.isCancelled === false)
    if (underWay !== undefined) this.#fetches.join(underWay, want)
  }

  /** Gives a want up. One that was met just before is not known any more. */
  unwant(id: WantId): void {
    const want = this.#wants.get(id)
    if (want !== undefined) this.#remove(want)
  }

  /** True when one of these addresses would meet a want. */
  wantsAny(addresses: readonly Address[]): boolean {
    return addresses.some((address) => this.#wants.isWanted(address))
  }

  /** Begins every fetch that the strategy wants and the rules allow. */
  begin(now: Instant): void {
    const { strategy, allowance, emit } = this.#parts
    while (this.#hasRoom()) {
      const choice = strategy.next(this.#situation(now))
      if (choice === undefined) return
      const { way, source } = choice
      if (source.link === 'wan') {
        // What the budget does not cover closes the WAN from now on, so that the strategy chooses something else.
        if (!allowance.covers(way.bytes, this.#fetches.bytes('wan'))) continue
        allowance.begin(way.bytes, now)
      }
      const { id } = this.#fetches.begin(way, source)
      emit({ type: 'fetch', fetch: id, peer: source.name, address: way.address, bytes: way.bytes })
      if (source.link === 'wan') this.#tellProgress('begun', now)
    }
  }

  /** Bytes of a fetch have come. */
  progress(id: FetchId, receivedBytes: number, now: Instant): void {
    const fetch = this.#fetches.get(id)
    fetch.receivedBytes = receivedBytes
    if (fetch.source.link === 'wan' && !fetch.isCancelled) this.#tellProgress('moved', now)
  }

  /** Delivers genuine bytes to every want that they meet. Who sent others is banned. */
  fetched(id: FetchId, verdict: Verdict, ticket: Ticket): void {
    const { address, bytes, source } = this.#end(id, 'whole')
    const { sources, holdings, talk, emit } = this.#parts
    if (verdict.type === 'forged') {
      emit({ type: 'release', ticket })
      this.#ban(source)
      return
    }
    check(verdict.digest === digestOf(address), 'a verdict is on the bytes that were asked for')
    sources.succeeded(source)
    const met = this.#wants.meeting(address)
    for (const want of met) {
      this.#remove(want)
      emit({ type: 'deliver', want: want.id, address, ticket })
    }
    if (kindOf(address) === 'payload') talk.has([address])
    holdings.keep(address, ticket, bytes, met.length)
  }

  /** Ends a fetch that brought no bytes. One that was cancelled is nobody's fault. */
  failed(id: FetchId, reason: FetchFailure, now: Instant): void {
    const { source, address, isCancelled } = this.#end(id, 'cut-short')
    if (!isCancelled) this.#parts.sources.failed(source, address, reason, now)
  }

  /** When something can be begun that cannot be begun now. */
  deadline(now: Instant): Instant | undefined {
    if (!this.#hasRoom()) return undefined
    const { strategy, sources, allowance } = this.#parts
    const turnAt = strategy.nextAt?.(this.#situation(now))
    return earliest(sources.nextAt(now), ifLater(allowance.freeAt, now), ifLater(turnAt, now))
  }

  #end(id: FetchId, came: 'whole' | 'cut-short'): RunningFetch {
    const fetch = this.#fetches.end(id)
    const { bytes, receivedBytes, source } = fetch
    if (source.link === 'wan') this.#parts.allowance.end(came === 'whole' ? bytes : receivedBytes, bytes)
    return fetch
  }

  #remove(want: OpenWant): void {
    const useless = this.#fetches.leave(want)
    this.#wants.remove(want)
    if (useless === undefined || useless.isCancelled) return
    useless.isCancelled = true
    this.#parts.emit({ type: 'cancel', fetch: useless.id })
  }

  /** One that left meanwhile is banned when it comes back. */
  #ban(source: Source): void {
    const { sources, emit } = this.#parts
    const isConnected = sources.get(source.name) === source
    sources.ban(source.name)
    if (isConnected) emit({ type: 'ban', peer: source.name, reason: 'forged-bytes' })
  }

  #tellProgress(why: 'begun' | 'moved', now: Instant): void {
    const { strategy, talk, emit } = this.#parts
    if (strategy.tellsProgress) for (const effect of talk.progress(this.#fetches, why, now)) emit(effect)
  }

  /** Bytes that wait to be consumed are memory: no more are fetched than may be kept. */
  #hasRoom(): boolean {
    const { holdings, limits } = this.#parts
    const usedBytes = holdings.usedBytes + this.#fetches.bytes('lan') + this.#fetches.bytes('wan')
    return this.#wants.idle.length > 0 && usedBytes < limits.cacheBytesMax
  }

  #situation(now: Instant): Situation {
    const { random, sources, allowance } = this.#parts
    const mayUseWan = allowance.mayFetch && ifLater(allowance.freeAt, now) === undefined
    return { now, random, sources, mayUseWan, wants: this.#wants, fetches: this.#fetches }
  }
}

function ifLater(at: Instant | undefined, now: Instant): Instant | undefined {
  return at !== undefined && at > now ? at : undefined
}
