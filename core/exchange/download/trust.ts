import { type Instant, later } from '#core/engine.ts'
import type { FetchFailure } from '#core/exchange/contract.ts'
import { answeredBackoff, faultBackoff, restMs } from '#core/exchange/download/backoff.ts'
import type { Peer } from '#core/exchange/ledger/peers.ts'
import { blamersMin, doubtMax } from '#core/exchange/limits.ts'
import type { Random } from '#core/random.ts'

/** How much one failure weighs against a device's word; see {@link isCredible}. */
const doubtOf: Readonly<Record<FetchFailure, number>> = {
  busy: 1,
  missing: 1,
  refused: doubtMax,
  'timed-out': doubtMax,
  closed: doubtMax,
}

/** True while the peer's word that it has something keeps this node from fetching it over the WAN. */
export function isCredible(peer: Peer): boolean {
  return peer.doubt < doubtMax
}

/** What one peer may have outstanding. */
export interface Bounds {
  readonly fetchesMax: number
  /** Beyond these bytes nothing further is asked for. */
  readonly bytesMax: number
}

/** True when the peer has so little outstanding that it may be asked for more, once it does not rest. */
export function hasRoom({ outstanding, outstandingBytes }: Peer, { fetchesMax, bytesMax }: Bounds): boolean {
  return outstanding < fetchesMax && outstandingBytes < bytesMax
}

/** True when the peer may be asked for something now. */
export function isUsable(peer: Peer, bounds: Bounds, now: Instant): boolean {
  return hasRoom(peer, bounds) && !isResting(peer, now)
}

/** True while a peer that failed is left alone. */
export function isResting(peer: Peer, now: Instant): boolean {
  return peer.restsUntil !== undefined && peer.restsUntil > now
}

/**
 * True when more than a third of the neighbours say that this node served them forged bytes: soon what it brings in is of
 * use to nobody but itself. Fewer liars cannot make it believe that.
 */
export function isShunned(neighbours: ReadonlyMap<unknown, Peer>): boolean {
  let blamers = 0
  for (const { blamesUs } of neighbours.values()) if (blamesUs) blamers += 1
  return blamers >= blamersMin && blamers * 3 > neighbours.size
}

/** Lets a peer that failed rest, the longer the more often it failed, and believes it less. */
export function blame(peer: Peer, reason: FetchFailure, now: Instant, random: Random): void {
  const isAnswer = reason === 'busy' || reason === 'missing'
  const wasResting = isResting(peer, now)
  // Fetches that were outstanding together fail together: that is one failure, not several.
  if (wasResting && isAnswer) return
  peer.doubt += doubtOf[reason]
  if (!wasResting) peer.failures += 1
  peer.restsUntil = later(now, restMs(isAnswer ? answeredBackoff : faultBackoff, peer.failures, random))
}

/** Believes a peer again that sent what it was asked for. */
export function absolve(peer: Peer): void {
  peer.failures = 0
  peer.doubt = 0
  peer.restsUntil = undefined
}
