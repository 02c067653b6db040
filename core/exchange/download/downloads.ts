import { type Address, digestOf, kindOf } from '#core/address.ts'
import { check } from '#core/check.ts'
import type { Digest } from '#core/digest.ts'
import { earliest, type Instant } from '#core/engine.ts'
import type {
  ExchangeEffect,
  ExchangeInput,
  FetchFailure,
  FetchId,
  Ticket,
  WantId,
  Way,
} from '#core/exchange/contract.ts'
import type { Crews } from '#core/exchange/crew/crews.ts'
import type { Pace } from '#core/exchange/crew/pace.ts'
import type { Rota } from '#core/exchange/crew/rota.ts'
import type { Allowance } from '#core/exchange/download/allowance.ts'
import { LanUse } from '#core/exchange/download/lan-use.ts'
import type { Rivals } from '#core/exchange/download/rivals.ts'
import type { Settling } from '#core/exchange/download/settling.ts'
import { absolve, blame, isCredible } from '#core/exchange/download/trust.ts'
import { WanUse } from '#core/exchange/download/wan-use.ts'
import { Deliveries } from '#core/exchange/ledger/deliveries.ts'
import { type Fetch, type Fetches, isHalfDone } from '#core/exchange/ledger/fetches.ts'
import type { Holders } from '#core/exchange/ledger/holders.ts'
import type { Holdings } from '#core/exchange/ledger/holdings.ts'
import type { Leases } from '#core/exchange/ledger/leases.ts'
import type { Offers } from '#core/exchange/ledger/offers.ts'
import type { Peer, Peers } from '#core/exchange/ledger/peers.ts'
import type { Unshared } from '#core/exchange/ledger/unshared.ts'
import type { Want, Wants } from '#core/exchange/ledger/wants.ts'
import type { ExchangeLimits } from '#core/exchange/limits.ts'
import type { Announcer } from '#core/exchange/serve/announcer.ts'
import { isRenewalDue, renewLeases } from '#core/exchange/serve/renew-leases.ts'
import type { SiteTalk } from '#core/exchange/site/site-talk.ts'
import type { Random } from '#core/random.ts'

/** A want as the device engine says it. */
type WantInput = Extract<ExchangeInput, { readonly type: 'want' }>

/** What the downloads of one engine work on. */
export interface DownloadParts {
  readonly limits: ExchangeLimits
  readonly random: Random
  readonly peers: Peers
  readonly holders: Holders
  readonly offers: Offers
  readonly holdings: Holdings
  readonly announcer: Announcer
  readonly wants: Wants
  readonly fetches: Fetches
  readonly rota: Rota
  readonly crews: Crews
  readonly rivals: Rivals
  readonly pace: Pace
  readonly unshared: Unshared
  readonly leases: Leases
  readonly settling: Settling
  readonly site: SiteTalk
  readonly allowance: Allowance
  readonly emit: (effect: ExchangeEffect) => void
}

/** Meets the wants: from neighbours first, else from a seeder when it is this node's turn. */
export class Downloads {
  readonly #parts: DownloadParts
  readonly #deliveries = new Deliveries()
  readonly #lanUse: LanUse
  readonly #wanUse: WanUse

  constructor(parts: DownloadParts) {
    this.#parts = parts
    this.#lanUse = new LanUse(parts)
    this.#wanUse = new WanUse({ ...parts, deliveries: this.#deliveries })
  }

  /** Takes a want on, or meets it at once from the cache. */
  want({ want: id, ways, group, rival }: WantInput, now: Instant): void {
    const { wants, rota, rivals, holdings, settling, emit } = this.#parts
    settling.wanted(now)
    for (const { address } of ways) {
      const ticket = holdings.cached(address)
      if (ticket === undefined) continue
      holdings.lend(ticket)
      emit({ type: 'deliver', want: id, address, ticket })
      return
    }
    const want = wants.add({ id, ways, group, rival })
    rivals.defer(want, now)
    rota.want(want, now)
    this.seek(want)
  }

  /** Gives a want up. One that was met just before is not known any more. */
  unwant(id: WantId): void {
    const want = this.#parts.wants.get(id)
    if (want !== undefined) this.#remove(want)
  }

  /** Puts an unmet want where a source can find it: into a fetch under way, the offers of neighbours, the turns. */
  seek(want: Want): void {
    const { fetches, holders, offers, rota } = this.#parts
    if (want.fetch !== undefined) return
    for (const { address } of want.ways) {
      const underWay = fetches.of(address)
      if (underWay !== undefined && !underWay.cancelled) {
        fetches.join(underWay, want)
        return
      }
      for (const peer of holders.of(address)) offers.add(peer, address)
    }
    rota.queue(want)
  }

  /** A neighbour has left: everything that it was relied on for is looked for again. */
  left(peer: Peer): void {
    const relied = this.#reliedOn(peer)
    this.#parts.holders.left(peer)
    for (const want of relied) this.seek(want)
  }

  /** Looks again for everything that is wanted. */
  seekAll(): void {
    for (const want of this.#parts.wants.values()) this.seek(want)
  }

  /** Begins every fetch that is possible and due. */
  begin(now: Instant): void {
    const { allowance, rivals } = this.#parts
    const { mayFetch } = allowance
    this.#reviewCrews(now)
    for (const want of rivals.takeSilent(now)) this.seek(want)
    while (this.#hasRoom()) {
      const next = this.#lanUse.next(now)
      if (next === undefined) break
      this.#begin(next.way, next.holder, now)
    }
    while (this.#hasRoom()) {
      const next = this.#wanUse.next(now)
      if (next === undefined) break
      this.#begin(next.way, next.seeder, now)
    }
    // The budget turned out to be spent just now: others are to fetch.
    if (mayFetch && !allowance.mayFetch) this.#reviewCrews(now)
  }

  /** Prolongs the lease of a fetch over the WAN that is still moving. False when nothing follows from it. */
  progress(id: FetchId, receivedBytes: number, now: Instant): boolean {
    const { fetches, crews, pace, announcer } = this.#parts
    const fetch = fetches.move(id, receivedBytes, now)
    if (!fetch.overWan) return false
    if (fetch.cancelled) return true
    if (pace.isFarBehind(fetch.movedMs) && crews.stepBack()) this.cancelShares()
    if (isRenewalDue(fetch, pace, now)) renewLeases(fetches.values(), announcer, now)
    return true
  }

  /** Delivers verified bytes to every want that they meet. */
  fetched(id: FetchId, digest: Digest, ticket: Ticket, now: Instant): void {
    const { holders, fetches, wants, leases, holdings, announcer, emit } = this.#parts
    const { address, bytes, peer, overWan, begunAt } = fetches.end(id)
    check(digest === digestOf(address), 'a verdict is on the bytes that were asked for')
    absolve(peer)
    peer.lacks.delete(address)
    const met = wants.meeting(address)
    if (overWan) this.#broughtIn(address, bytes, begunAt, now)
    for (const want of met) {
      this.#remove(want)
      emit({ type: 'deliver', want: want.id, address, ticket })
    }
    if (overWan) this.#deliveries.add(ticket, bytes, met.length)
    leases.settle(address)
    // Documents are few, and nothing begins before they are there.
    const isDocument = met.some((want) => want.group === undefined)
    const urgency = isDocument ? 'at-once' : overWan && holders.of(address).length === 0 ? 'urgent' : 'usual'
    if (kindOf(address) === 'payload') announcer.has([address], urgency)
    holdings.keep(address, ticket, bytes, met.length)
  }

  /** Bytes that were delivered are in the slot, or of no use. False when nothing follows from it. */
  consumed(ticket: Ticket): boolean {
    const wasFull = this.isFull
    this.#deliveries.consumed(ticket)
    this.#parts.holdings.giveBack(ticket)
    return wasFull
  }

  /** Whether fetches wait for bytes to be consumed or sent. */
  get isFull(): boolean {
    return !this.#hasRoom() || this.#wanUse.isFull
  }

  /** Ends a fetch that brought forged bytes. Returns who sent them; it is not asked for them again. */
  forged(id: FetchId): Peer {
    const { peer, address } = this.#end(id, 'whole')
    peer.forged.add(address)
    this.#parts.holders.delete(peer, address)
    for (const want of this.#parts.wants.meeting(address)) this.seek(want)
    return peer
  }

  /** Ends a fetch that brought no bytes. One that was cancelled is nobody's fault. */
  failed(id: FetchId, reason: FetchFailure, now: Instant): void {
    const fetch = this.#end(id, 'cut-short')
    if (!fetch.cancelled) this.#blame(fetch, reason, now)
    for (const want of this.#parts.wants.meeting(fetch.address)) this.seek(want)
  }

  /** Stops a fetch; its wants are sought elsewhere once it has ended. */
  cancel(fetch: Fetch): void {
    if (fetch.cancelled) return
    fetch.cancelled = true
    this.#parts.emit({ type: 'cancel', fetch: fetch.id })
  }

  /** Stops what it fetches for its crews: others will. What is half done would cost more than it spares. */
  cancelShares(): void {
    for (const share of this.#parts.fetches.shares) if (!isHalfDone(share)) this.cancel(share)
  }

  /** When something can be begun that cannot be begun now. */
  deadline(now: Instant): Instant | undefined {
    const silentAt = this.#parts.rivals.deadline(now)
    if (!this.#hasRoom()) return silentAt
    return earliest(silentAt, this.#lanUse.nextAt(now), this.#wanUse.nextAt(now))
  }

  #reviewCrews(now: Instant): void {
    const { peers, crews, site, allowance } = this.#parts
    const takings = crews.review(peers.seeders.size > 0 && allowance.mayFetch, now)
    if (takings !== undefined) site.takes(takings)
  }

  #begin(way: Way, peer: Peer, now: Instant): void {
    const { fetches, wants, announcer, allowance, emit } = this.#parts
    const idle = wants.meeting(way.address).filter((want) => want.fetch === undefined)
    const fetch = fetches.begin(way, peer, idle, now)
    if (fetch.overWan) {
      announcer.took(fetch)
      allowance.begin(way.bytes, now)
    }
    emit({ type: 'fetch', fetch: fetch.id, peer: peer.name, address: way.address, bytes: way.bytes })
  }

  /** A payload has come over the WAN. Until a neighbour has it too it counts as outstanding, if one wants it. */
  #broughtIn(address: Address, bytes: number, begunAt: Instant, now: Instant): void {
    const { wants, crews, pace, unshared, site, allowance } = this.#parts
    allowance.end(bytes, bytes)
    site.fetched(bytes)
    const groups = wants.meeting(address).flatMap(({ group }) => group ?? [])
    if (groups.length > 0) pace.took(begunAt, now)
    if (groups.some((group) => crews.hasOthers(group))) unshared.add(address, bytes, now)
  }

  /** Ends a fetch whose bytes are of no use, however many came. */
  #end(id: FetchId, came: 'whole' | 'cut-short'): Fetch {
    const { fetches, announcer, allowance } = this.#parts
    const fetch = fetches.end(id)
    if (!fetch.overWan) return fetch
    announcer.dropped(fetch.address)
    const { bytes, receivedBytes } = fetch
    if (allowance.end(came === 'whole' ? bytes : receivedBytes, bytes)) this.seekAll()
    return fetch
  }

  #blame({ peer, address }: Fetch, reason: FetchFailure, now: Instant): void {
    if (reason === 'missing') this.#parts.holders.delete(peer, address)
    if (reason === 'missing' && peer.role === 'seeder') {
      peer.lacks.add(address, now, this.#parts.random)
      this.#wanUse.lacked(address, now)
      return
    }
    const wasCredible = isCredible(peer)
    blame(peer, reason, now, this.#parts.random)
    if (wasCredible && !isCredible(peer)) for (const want of this.#reliedOn(peer)) this.seek(want)
  }

  #reliedOn(peer: Peer): readonly Want[] {
    const { wants, holders } = this.#parts
    return [...wants.values()].filter(({ ways }) => ways.some(({ address }) => holders.has(peer, address)))
  }

  #remove(want: Want): void {
    const { wants, fetches, rota, rivals } = this.#parts
    wants.remove(want)
    rota.unwant(want)
    rivals.forget(want)
    const fetch = fetches.leave(want)
    if (fetch?.wants.size === 0) this.cancel(fetch)
  }

  /** Bytes that wait to be consumed are memory: no more are fetched than the cache may hold. */
  #hasRoom(): boolean {
    const { holdings, fetches, limits } = this.#parts
    return holdings.usedBytes + fetches.bytes < limits.cacheBytesMax
  }
}
