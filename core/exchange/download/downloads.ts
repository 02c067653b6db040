import { type Address, digestOf, kindOf } from '#core/address.ts'
import { check } from '#core/check.ts'
import type { Digest } from '#core/digest.ts'
import { earliest, type Instant, later } from '#core/engine.ts'
import type { ExchangeEffect, FetchFailure, FetchId, Ticket, WantId, Way } from '#core/exchange/contract.ts'
import { faultBackoff, restMs } from '#core/exchange/download/backoff.ts'
import { type Asking, cheapestOffer, isOffered, leastOutstanding } from '#core/exchange/download/holder.ts'
import type { Settling } from '#core/exchange/download/settling.ts'
import { absolve, blame, isCredible, isResting } from '#core/exchange/download/trust.ts'
import type { Turns } from '#core/exchange/download/turns.ts'
import type { Fetch, Fetches } from '#core/exchange/ledger/fetches.ts'
import type { Holdings } from '#core/exchange/ledger/holdings.ts'
import type { Leases } from '#core/exchange/ledger/leases.ts'
import type { Peer, Peers } from '#core/exchange/ledger/peers.ts'
import type { Want, Wants } from '#core/exchange/ledger/wants.ts'
import { type ExchangeLimits, leaseRenewalMs } from '#core/exchange/limits.ts'
import type { Announcer } from '#core/exchange/serve/announcer.ts'
import type { Random } from '#core/random.ts'

/** What the downloads of one engine work on. */
export interface DownloadParts {
  readonly limits: ExchangeLimits
  readonly random: Random
  readonly peers: Peers
  readonly holdings: Holdings
  readonly announcer: Announcer
  readonly wants: Wants
  readonly fetches: Fetches
  readonly turns: Turns
  readonly leases: Leases
  readonly settling: Settling
  readonly emit: (effect: ExchangeEffect) => void
}

/** Meets the wants: from neighbours first, else from a seeder when it is this node's turn. */
export class Downloads {
  readonly #parts: DownloadParts

  constructor(parts: DownloadParts) {
    this.#parts = parts
  }

  /** Takes a want on, or meets it at once from the cache. */
  want(id: WantId, ways: readonly Way[], now: Instant): void {
    const { wants, turns, leases, holdings, settling, emit } = this.#parts
    settling.wanted(now)
    for (const { address } of ways) {
      const ticket = holdings.cached(address)
      if (ticket === undefined) continue
      holdings.lend(ticket)
      emit({ type: 'deliver', want: id, address, ticket })
      return
    }
    const want = wants.add(id, ways)
    if (want.wanWay !== undefined) {
      turns.want(want.wanWay.address, now)
      const coveredUntil = leases.coveredUntil(want.wanWay.address, now)
      if (coveredUntil !== undefined) turns.heard(want.wanWay.address, coveredUntil)
    }
    this.seek(want)
  }

  /** Gives a want up. One that was met just before is not known any more. */
  unwant(id: WantId): void {
    const want = this.#parts.wants.get(id)
    if (want !== undefined) this.#remove(want)
  }

  /** Puts an unmet want where a source can find it: into a fetch under way, the offers of neighbours, the turns. */
  seek(want: Want): void {
    const { fetches, peers, turns } = this.#parts
    if (want.fetch !== undefined) return
    for (const { address } of want.ways) {
      const underWay = fetches.of(address)
      if (underWay !== undefined && !underWay.cancelled) {
        fetches.join(underWay, want)
        return
      }
      for (const peer of peers.neighbours.values()) if (peer.has.has(address)) peer.offers.add(address)
    }
    if (want.wanWay !== undefined) turns.queue(want.wanWay.address)
  }

  /** Looks again for everything that a peer was relied on for. */
  seekAllOf(peer: Peer): void {
    const { wants } = this.#parts
    for (const address of wants.addresses.keys()) {
      if (peer.has.has(address)) for (const want of wants.meeting(address)) this.seek(want)
    }
  }

  /** Begins every fetch that is possible and due. */
  begin(now: Instant): void {
    this.#beginFromNeighbours(now)
    this.#beginFromSeeders(now)
  }

  /** Prolongs the lease of a fetch over the WAN that is still moving. */
  progress(id: FetchId, receivedBytes: number, now: Instant): void {
    const fetch = this.#parts.fetches.get(id)
    fetch.receivedBytes = receivedBytes
    if (!fetch.overWan || fetch.cancelled || now < later(fetch.leasedAt, leaseRenewalMs)) return
    // One message renews the leases of all fetches that moved since.
    for (const own of this.#parts.fetches.values()) {
      if (!own.overWan || own.cancelled || own.receivedBytes === own.leasedBytes) continue
      own.leasedAt = now
      own.leasedBytes = own.receivedBytes
      this.#parts.announcer.took(own.address)
    }
  }

  /** Delivers verified bytes to every want that they meet. */
  fetched(id: FetchId, digest: Digest, ticket: Ticket): void {
    const { fetches, wants, leases, holdings, announcer, emit } = this.#parts
    const { address, bytes, peer } = fetches.end(id)
    check(digest === digestOf(address), 'a verdict is on the bytes that were asked for')
    absolve(peer)
    const met = wants.meeting(address)
    for (const want of met) {
      this.#remove(want)
      emit({ type: 'deliver', want: want.id, address, ticket })
    }
    leases.settle(address)
    if (kindOf(address) === 'payload') announcer.has([address])
    holdings.keep(address, ticket, bytes, met.length)
  }

  /** Ends a fetch that brought forged bytes. Returns who sent them; it is not asked for them again. */
  forged(id: FetchId): Peer {
    const { peer, address } = this.#end(id)
    peer.forged.add(address)
    peer.has.delete(address)
    for (const want of this.#parts.wants.meeting(address)) this.seek(want)
    return peer
  }

  /** Ends a fetch that brought no bytes. One that was cancelled is nobody's fault. */
  failed(id: FetchId, reason: FetchFailure, now: Instant): void {
    const fetch = this.#end(id)
    if (!fetch.cancelled) this.#blame(fetch, reason, now)
    for (const want of this.#parts.wants.meeting(fetch.address)) this.seek(want)
  }

  /** Stops a fetch; its wants are sought elsewhere once it has ended. */
  cancel(fetch: Fetch): void {
    if (fetch.cancelled) return
    fetch.cancelled = true
    this.#parts.emit({ type: 'cancel', fetch: fetch.id })
  }

  /** When something can be begun that cannot be begun now. */
  deadline(now: Instant): Instant | undefined {
    if (!this.#hasRoom()) return undefined
    return earliest(this.#neighbourRestsUntil(now), this.#turnAt(now))
  }

  #beginFromNeighbours(now: Instant): void {
    const { limits, random, peers, fetches, wants } = this.#parts
    const asking: Asking = { now, random, outstandingMax: limits.fetchesPerHolderMax }
    while (fetches.overLan < limits.lanFetchesMax && this.#hasRoom()) {
      const next = leastOutstanding(peers.neighbours.values(), asking, (peer) => peer.offers.size > 0)
      const address = next?.offers.take(random)
      if (address === undefined) return
      const want = wants.idle(address)
      if (want === undefined) continue
      const offer = cheapestOffer(want.ways, peers.neighbours, asking, (way) => fetches.of(way) !== undefined)
      if (offer !== undefined) this.#begin(offer.way, offer.holder, now)
    }
  }

  #beginFromSeeders(now: Instant): void {
    const { limits, random, peers, fetches, turns } = this.#parts
    if (!this.#isSettled(now)) return
    const asking: Asking = { now, random, outstandingMax: limits.wanFetchesMax }
    while (fetches.overWan < limits.wanFetchesMax && this.#hasRoom()) {
      if (leastOutstanding(peers.seeders.values(), asking, () => true) === undefined) return
      const address = turns.take(now, (candidate) => this.#wantOverWan(candidate) !== undefined)
      if (address === undefined) return
      const seeder = leastOutstanding(peers.seeders.values(), asking, (peer) => !peer.forged.has(address))
      const way = this.#wantOverWan(address)?.wanWay
      if (seeder === undefined || way === undefined) this.#missed(address, now)
      else this.#begin(way, seeder, now)
    }
  }

  #begin(way: Way, peer: Peer, now: Instant): void {
    const { fetches, wants, announcer, emit } = this.#parts
    const idle = wants.meeting(way.address).filter((want) => want.fetch === undefined)
    const fetch = fetches.begin(way, peer, idle, now)
    if (fetch.overWan) announcer.took(way.address)
    emit({ type: 'fetch', fetch: fetch.id, peer: peer.name, address: way.address, bytes: way.bytes })
  }

  /** A want that only the WAN can meet now, through this payload. */
  #wantOverWan(address: Address): Want | undefined {
    const { fetches, wants, peers } = this.#parts
    if (fetches.of(address) !== undefined) return undefined
    for (const want of wants.addresses.get(address) ?? []) {
      const isIdle = want.fetch === undefined && want.wanWay?.address === address
      if (isIdle && !isOffered(want.ways, peers.neighbours)) return want
    }
    return undefined
  }

  #end(id: FetchId): Fetch {
    const fetch = this.#parts.fetches.end(id)
    if (fetch.overWan) this.#parts.announcer.dropped(fetch.address)
    return fetch
  }

  #blame({ peer, address }: Fetch, reason: FetchFailure, now: Instant): void {
    if (reason === 'missing') peer.has.delete(address)
    if (reason === 'missing' && peer.role === 'seeder') {
      this.#missed(address, now)
      return
    }
    const wasCredible = isCredible(peer)
    blame(peer, reason, now, this.#parts.random)
    if (wasCredible && !isCredible(peer)) this.seekAllOf(peer)
  }

  #missed(address: Address, now: Instant): void {
    const { turns, random } = this.#parts
    turns.missed(address, now, (misses) => restMs(faultBackoff, misses, random))
  }

  #remove(want: Want): void {
    const { wants, fetches, turns } = this.#parts
    wants.remove(want)
    if (want.wanWay !== undefined) turns.unwant(want.wanWay.address)
    const fetch = fetches.leave(want)
    if (fetch?.wants.size === 0) this.cancel(fetch)
  }

  #isSettled(now: Instant): boolean {
    const { settling, peers } = this.#parts
    const endsAt = settling.endsAt(peers.neighbours.size > 0)
    return endsAt !== undefined && endsAt <= now
  }

  /** Bytes that wait to be consumed are memory: no more are fetched than the cache may hold. */
  #hasRoom(): boolean {
    const { holdings, fetches, limits } = this.#parts
    return holdings.usedBytes + fetches.bytes < limits.cacheBytesMax
  }

  /** When the first resting neighbour that offers something can be asked. */
  #neighbourRestsUntil(now: Instant): Instant | undefined {
    const { peers, fetches, limits } = this.#parts
    if (fetches.overLan >= limits.lanFetchesMax) return undefined
    let first: Instant | undefined
    for (const peer of peers.neighbours.values()) {
      if (peer.offers.size === 0 || peer.outstanding >= limits.fetchesPerHolderMax) continue
      if (isResting(peer, now)) first = earliest(first, peer.restsUntil)
    }
    return first
  }

  /** When the next payload can be fetched over the WAN: a turn has come, a seeder does not rest, looking for neighbours is over. */
  #turnAt(now: Instant): Instant | undefined {
    const { peers, fetches, turns, settling, limits } = this.#parts
    const turnAt = fetches.overWan < limits.wanFetchesMax ? turns.nextAt() : undefined
    if (turnAt === undefined) return undefined
    let seederAt: Instant | undefined
    for (const { outstanding, restsUntil } of peers.seeders.values()) {
      if (outstanding < limits.wanFetchesMax) seederAt = earliest(seederAt, restsUntil ?? now)
    }
    const settledAt = settling.endsAt(peers.neighbours.size > 0)
    if (seederAt === undefined || settledAt === undefined) return undefined
    const at = Math.max(turnAt, seederAt, settledAt)
    check(at > now, 'what can be begun now has been begun')
    return at as Instant
  }
}
