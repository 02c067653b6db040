import type { Address } from '#core/address.ts'
import { kindOf } from '#core/address.ts'
import type { Instant } from '#core/engine.ts'
import type { Downloads } from '#core/exchange/download/downloads.ts'
import type { Settling } from '#core/exchange/download/settling.ts'
import { isCredible } from '#core/exchange/download/trust.ts'
import type { Turns } from '#core/exchange/download/turns.ts'
import type { Fetch, Fetches } from '#core/exchange/ledger/fetches.ts'
import type { Leases } from '#core/exchange/ledger/leases.ts'
import type { Peer, Peers } from '#core/exchange/ledger/peers.ts'
import type { Wants } from '#core/exchange/ledger/wants.ts'

/** What the neighbourhood is told about and acts on. */
export interface NeighbourhoodParts {
  readonly peers: Peers
  readonly wants: Wants
  readonly fetches: Fetches
  readonly turns: Turns
  readonly leases: Leases
  readonly settling: Settling
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
    const { turns, leases, downloads } = this.#parts
    turns.left(peer.name)
    for (const address of leases.forget(peer.name, now)) this.#countPatienceAnew(address, now)
    downloads.seekAllOf(peer)
  }

  /** A neighbour has these. */
  have(peer: Peer, addresses: readonly Address[], now: Instant): void {
    const { peers, wants, leases } = this.#parts
    for (const address of addresses) {
      if (!peers.learn(peer, address)) continue
      if (isCredible(peer)) leases.fulfil(peer.name, address)
      if (!wants.addresses.has(address)) continue
      peer.offers.add(address)
      if (!isCredible(peer)) continue
      for (const { wanWay } of wants.meeting(address)) {
        if (wanWay !== undefined) this.#countPatienceAnew(wanWay.address, now)
      }
    }
  }

  /** A neighbour fetches `taken` over the WAN, and no longer `dropped`. */
  lease(peer: Peer, taken: readonly Address[], dropped: readonly Address[], now: Instant): void {
    const { fetches, leases, turns, downloads } = this.#parts
    for (const address of taken) {
      if (kindOf(address) !== 'payload' || !leases.take(peer.name, address, now)) continue
      this.#countPatienceAnew(address, now)
      const own = fetches.of(address)
      if (own?.overWan && isYoung(own) && turns.isAhead(peer.name, address)) downloads.cancel(own)
    }
    for (const address of dropped) {
      if (leases.drop(peer.name, address, now)) this.#countPatienceAnew(address, now)
    }
  }

  #countPatienceAnew(address: Address, now: Instant): void {
    const { turns, leases } = this.#parts
    turns.heard(address, leases.coveredUntil(address, now) ?? now)
  }
}

/** Two nodes fetch the same: the later one in the order of owners stops, unless it has most of it already. */
function isYoung(fetch: Fetch): boolean {
  return fetch.receivedBytes * 2 < fetch.bytes
}
