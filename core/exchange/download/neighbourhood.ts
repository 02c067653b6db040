import type { Address } from '#core/address.ts'
import { digestOf, kindOf } from '#core/address.ts'
import type { Instant } from '#core/engine.ts'
import type { Leased, PeerName } from '#core/exchange/contract.ts'
import type { Crews } from '#core/exchange/crew/crews.ts'
import type { Pace } from '#core/exchange/crew/pace.ts'
import type { Rota } from '#core/exchange/crew/rota.ts'
import type { Downloads } from '#core/exchange/download/downloads.ts'
import type { Rivals } from '#core/exchange/download/rivals.ts'
import type { Settling } from '#core/exchange/download/settling.ts'
import { isCredible, isShunned } from '#core/exchange/download/trust.ts'
import type { Turns } from '#core/exchange/download/turns.ts'
import { type Fetches, isHalfDone } from '#core/exchange/ledger/fetches.ts'
import type { Holders } from '#core/exchange/ledger/holders.ts'
import type { Leases } from '#core/exchange/ledger/leases.ts'
import type { Offers } from '#core/exchange/ledger/offers.ts'
import type { Peer, Peers } from '#core/exchange/ledger/peers.ts'
import type { Unshared } from '#core/exchange/ledger/unshared.ts'
import type { Wants } from '#core/exchange/ledger/wants.ts'
import { comesBefore, ownerScore } from '#core/exchange/owner.ts'
import type { SiteTalk } from '#core/exchange/site/site-talk.ts'

/** What the neighbourhood is told about and acts on. */
export interface NeighbourhoodParts {
  readonly self: PeerName
  readonly peers: Peers
  readonly holders: Holders
  readonly offers: Offers
  readonly wants: Wants
  readonly fetches: Fetches
  readonly turns: Turns
  readonly crews: Crews
  readonly rota: Rota
  readonly rivals: Rivals
  readonly pace: Pace
  readonly leases: Leases
  readonly unshared: Unshared
  readonly settling: Settling
  readonly site: SiteTalk
  readonly downloads: Downloads
}

/**
 * Takes in what the neighbours say and that they come and go: it changes who offers what, and whose
 * turn it is. Nothing here is trusted for longer than a bounded time.
 */
export class Neighbourhood {
  readonly #parts: NeighbourhoodParts

  constructor(parts: NeighbourhoodParts) {
    this.#parts = parts
  }

  joined(peer: Peer, now: Instant): void {
    this.#parts.turns.joined(peer.name)
    this.#parts.settling.joined(now)
    this.#reviewTrust()
  }

  left(peer: Peer, now: Instant): void {
    const { turns, site, rota, leases, offers, downloads } = this.#parts
    offers.left(peer)
    turns.left(peer.name)
    site.left(peer.name)
    for (const address of leases.forget(peer.name, now)) rota.leased(address, now)
    downloads.left(peer)
    this.#reviewTrust()
  }

  /** A neighbour has these. False when nothing follows from it: most of it this node has too, or is not looking for. */
  have(peer: Peer, addresses: readonly Address[], now: Instant): boolean {
    const { holders, unshared } = this.#parts
    let isStirred = false
    if (addresses.length > 0) this.#movedRivals(peer, now)
    for (const address of addresses) {
      if (!holders.add(peer, address)) continue
      if (unshared.remove(address)) isStirred = true
      if (isCredible(peer)) this.#fulfilled(peer.name, address, now)
      if (this.#offered(peer, address, now)) isStirred = true
    }
    return isStirred
  }

  /** A neighbour fetches `taken` over the WAN, and no longer `dropped`. False when nothing follows but longer waits. */
  lease(peer: Peer, taken: readonly Leased[], dropped: readonly Address[], now: Instant): boolean {
    const { self, fetches, leases, rota, crews, pace, downloads } = this.#parts
    let isStirred = false
    if (taken.length > 0) this.#movedRivals(peer, now)
    for (const leased of taken) {
      const { address } = leased
      if (kindOf(address) !== 'payload' || !leases.take(peer.name, leased, pace.leaseTerms, now)) continue
      pace.moved(peer.name, now)
      if (crews.moved(peer.name)) isStirred = true
      // What a member may take over from others depends on what they have left.
      if (rota.leased(address, now) || crews.isMember) isStirred = true
      // Two fetch the same: the later one in the order of owners stops, unless it has half of it already.
      const own = fetches.of(address)
      if (own?.overWan && !isHalfDone(own) && isAhead(peer.name, self, address)) downloads.cancel(own)
    }
    for (const address of dropped) {
      if (leases.drop(peer.name, address, now) && rota.leased(address, now)) isStirred = true
    }
    return isStirred
  }

  /** A neighbour got forged bytes from this node. */
  blamed(peer: Peer): void {
    peer.blamesUs = true
    this.#reviewTrust()
  }

  /** A device from which nobody takes anything leaves the WAN to the others, which serve it. */
  #reviewTrust(): void {
    const { peers, crews, downloads } = this.#parts
    if (crews.shun(isShunned(peers.neighbours))) downloads.cancelShares()
  }

  /** Notes that a neighbour has something. False when it is not wanted, or comes already: should that fail, it is sought again. */
  #offered(peer: Peer, address: Address, now: Instant): boolean {
    const { wants, offers, rota } = this.#parts
    const isIdle = wants.idle(address) !== undefined
    if (isIdle) offers.add(peer, address)
    if (!isCredible(peer)) return isIdle
    for (const { wanWay } of wants.meeting(address)) if (wanWay !== undefined) rota.offered(wanWay.address, now)
    return isIdle
  }

  #movedRivals(peer: Peer, now: Instant): void {
    const { rivals, crews } = this.#parts
    if (!rivals.isEmpty) rivals.moved(crews.groupsOf(peer.name), now)
  }

  /** A neighbour has what it may have leased. */
  #fulfilled(peer: PeerName, address: Address, now: Instant): void {
    const { leases, pace, crews } = this.#parts
    const begunAt = leases.fulfil(peer, address, now)
    // How long a document takes says nothing about payloads.
    if (begunAt === undefined || !crews.divides(address)) return
    pace.finished(peer, begunAt, now)
    crews.moved(peer)
  }
}

/** Whatever their views, two that fetch the same agree on who of them comes first in the order of owners. */
function isAhead(peer: PeerName, self: PeerName, address: Address): boolean {
  const payload = digestOf(address)
  return comesBefore({ peer, score: ownerScore(payload, peer) }, { peer: self, score: ownerScore(payload, self) })
}
