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
import { isCredible } from '#core/exchange/download/trust.ts'
import type { Turns } from '#core/exchange/download/turns.ts'
import { type Fetches, isHalfDone } from '#core/exchange/ledger/fetches.ts'
import type { Leases } from '#core/exchange/ledger/leases.ts'
import type { Peer, Peers } from '#core/exchange/ledger/peers.ts'
import type { Unshared } from '#core/exchange/ledger/unshared.ts'
import type { Wants } from '#core/exchange/ledger/wants.ts'
import { comesBefore, ownerScore } from '#core/exchange/owner.ts'
import type { SiteTalk } from '#core/exchange/site/site-talk.ts'

/** What the neighbourhood is told about and acts on. */
export interface NeighbourhoodParts {
  readonly self: PeerName
  readonly peers: Peers
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
  }

  left(peer: Peer, now: Instant): void {
    const { turns, site, rota, leases, downloads } = this.#parts
    turns.left(peer.name)
    site.left(peer.name)
    for (const address of leases.forget(peer.name, now)) rota.leased(address, now)
    downloads.seekAllOf(peer)
  }

  /** A neighbour has these. */
  have(peer: Peer, addresses: readonly Address[], now: Instant): void {
    const { peers, wants, rota, crews, rivals, unshared } = this.#parts
    if (addresses.length > 0) rivals.moved(crews.groupsOf(peer.name), now)
    for (const address of addresses) {
      if (!peers.learn(peer, address)) continue
      unshared.remove(address)
      if (isCredible(peer)) this.#fulfilled(peer.name, address, now)
      if (!wants.addresses.has(address)) continue
      peer.offers.add(address)
      if (!isCredible(peer)) continue
      for (const { wanWay } of wants.meeting(address)) {
        if (wanWay !== undefined) rota.offered(wanWay.address, now)
      }
    }
  }

  /** A neighbour fetches `taken` over the WAN, and no longer `dropped`. */
  lease(peer: Peer, taken: readonly Leased[], dropped: readonly Address[], now: Instant): void {
    const { self, fetches, leases, rota, crews, rivals, pace, downloads } = this.#parts
    if (taken.length > 0) rivals.moved(crews.groupsOf(peer.name), now)
    for (const leased of taken) {
      const { address } = leased
      if (kindOf(address) !== 'payload' || !leases.take(peer.name, leased, pace.leaseTerms, now)) continue
      pace.moved(peer.name, now)
      crews.moved(peer.name)
      rota.leased(address, now)
      // Two fetch the same: the later one in the order of owners stops, unless it has half of it already.
      const own = fetches.of(address)
      if (own?.overWan && !isHalfDone(own) && isAhead(peer.name, self, address)) downloads.cancel(own)
    }
    for (const address of dropped) {
      if (leases.drop(peer.name, address, now)) rota.leased(address, now)
    }
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
