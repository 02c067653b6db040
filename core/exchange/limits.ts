import type { PeerRole } from '#core/exchange/contract.ts'

/** What one exchange engine may keep and do at once. What exceeds a limit is refused or ignored, never queued. */
export interface ExchangeLimits {
  /** Peers that are known at once; more are not heard. */
  readonly peersMax: number
  /** Addresses that one peer may say it has. */
  readonly havesPerPeerMax: number
  /** Addresses that one peer may claim by lease before it is seen to have them; an honest one claims `wanFetchesMax`. */
  readonly leasesPerPeerMax: number
  readonly wantsMax: number
  readonly waysPerWantMax: number
  readonly fetchesPerHolderMax: number
  readonly lanFetchesMax: number
  readonly wanFetchesMax: number
  readonly servesPerPeerMax: number
  readonly servesMax: number
  /** Verified payloads that are kept for neighbours; fetching also pauses while this much is delivered but not consumed. */
  readonly cacheBytesMax: number
  readonly cacheEntriesMax: number
}

const deviceLimits: ExchangeLimits = {
  peersMax: 128,
  havesPerPeerMax: 65_536,
  leasesPerPeerMax: 16,
  wantsMax: 65_536,
  waysPerWantMax: 16,
  fetchesPerHolderMax: 2,
  lanFetchesMax: 8,
  wanFetchesMax: 4,
  servesPerPeerMax: 4,
  servesMax: 16,
  cacheBytesMax: 16 * 1024 * 1024,
  cacheEntriesMax: 4096,
}

/** The limits of a node of this role. */
export function limitsFor(role: PeerRole): ExchangeLimits {
  return role === 'device' ? deviceLimits : { ...deviceLimits, peersMax: 16_384, servesMax: 256 }
}

/** Each step down in the order of owners waits this much longer before it takes a payload that nobody fetches. */
export const patienceMs = 500

/** From the first want on, a device without neighbours looks for some this long before it goes direct. */
export const settleMs = 400

/** Within that time, neighbours are still arriving until none has joined for this long: ranks would not hold. */
export const quietMs = 100

/** A lease ends this long after it was last announced. */
export const leaseMs = 10_000

/** A fetch that makes progress announces its lease again this often. */
export const leaseRenewalMs = 5_000

/** From the first announcement on, one peer can keep the others from one payload for this long in all. */
export const leaseTotalMs = 300_000

/** Time between two announcements of what this node has. */
export const haveSpacingMs = 250

/** Peers whose strikes are remembered after they left; beyond it the oldest are forgotten. */
export const strikesKeptMax = 4096

/** Forged bytes this often, and the peer is banned. */
export const strikesMax = 2

/** A device is bypassed over the WAN once its failures in a row weigh this much. */
export const doubtMax = 8
