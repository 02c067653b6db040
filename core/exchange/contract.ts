import type { Address } from '#core/address.ts'
import type { Digest } from '#core/digest.ts'
import type { Verdict } from '#core/verdict.ts'

declare const brand: unique symbol

/** A node's libp2p peer id in text form: authenticated by the time an engine sees it. */
export type PeerName = string & { readonly [brand]: 'PeerName' }

/** Bytes that stay with the world until the engine releases them. */
export type Ticket = number & { readonly [brand]: 'Ticket' }

/** One fetch of one address from one peer. */
export type FetchId = number & { readonly [brand]: 'FetchId' }

/** One thing that the device engine asked the exchange for. */
export type WantId = number & { readonly [brand]: 'WantId' }

/** One request that a peer made of this node. */
export type RequestId = number & { readonly [brand]: 'RequestId' }

/** How a peer is reached: over the site's network, or over the WAN link. */
export type Link = 'lan' | 'wan'

/** What a peer is: a device of the fleet, or a seeder that serves every payload of the repository. */
export type PeerRole = 'device' | 'seeder'

/** One way to meet a want: the address of bytes that serve, and how many travel. */
export interface Way {
  readonly address: Address
  readonly bytes: number
}

/** Why a fetch brought no bytes. `busy` and `missing` are answers, the others are faults. */
export type FetchFailure = 'busy' | 'missing' | 'refused' | 'timed-out' | 'closed'

/** Why a request is not served. */
export type Refusal = 'busy' | 'missing' | 'refused'

/** Why nothing is taken from a peer any more. */
export type BanReason = 'forged-bytes'

/** A payload that is being fetched over the WAN, and how much of it has come. */
export interface Leased {
  readonly address: Address
  readonly receivedBytes: number
}

/** That a device takes a release which it may fetch over the WAN. Its group are the devices that lack the same payloads. */
export interface Taking {
  readonly group: Digest
  /** Devices of a lower tier are to use the WAN before others. */
  readonly tier: number
  /** Whether it is in the crew of its group. */
  readonly isMember: boolean
}

/** What the owner of a device allows over the WAN. Until it is said, everything is allowed. */
export interface WanRules {
  /** Whether a fetch over the WAN may begin. One that is under way goes on: what came of it would travel again. */
  readonly mayFetch: boolean
  /** Fetches begin so far apart that they bring no more in a second; undefined: as fast as they come. */
  readonly bytesPerSecond: number | undefined
  /** The release that is being taken. Rules for another one begin a new count. */
  readonly release: string | undefined
  /** What may come over the WAN for it, documents and fetches that are cut short with it; undefined: whatever it takes. */
  readonly budgetBytes: number | undefined
  /** What had come for it before this engine began to count. */
  readonly spentBytes: number
  /** How reluctantly it uses the WAN: see {@link Taking}. In a crew it only ever gets more reluctant. */
  readonly tier: number
}

/** What a device says of itself to its whole site. Neighbours pass it on, so the world signs and checks it. */
export interface Standing {
  readonly peer: PeerName
  /** Higher than in all that it said before. */
  readonly sequence: number
  /** All that it takes now. */
  readonly takings: readonly Taking[]
  /** What came over its WAN since it started: while this grows, it moves. */
  readonly fetchedBytes: number
  readonly leaving: Leaving
}

/** Whether a device is about to reboot: it would when its turn comes, or its turn has come. */
export type Leaving = 'stays' | 'waits' | 'goes'

/** What the exchange engines of two neighbours say to each other. */
export type ExchangeMessage =
  | { readonly type: 'have'; readonly addresses: readonly Address[] }
  | { readonly type: 'lease'; readonly taken: readonly Leased[]; readonly dropped: readonly Address[] }
  /** What the sender says of itself, or heard of others. */
  | { readonly type: 'standings'; readonly standings: readonly Standing[] }
  /** What the other served was not what it was asked for. It may not know. */
  | { readonly type: 'forged' }

/** What happens to the exchange. Every `fetch` ends in exactly one `fetched` or `fetch-failed`, every `serve` in one `served`. */
export type ExchangeInput =
  | { readonly type: 'tick' }
  | { readonly type: 'peer-joined'; readonly peer: PeerName; readonly link: Link; readonly role: PeerRole }
  | { readonly type: 'peer-left'; readonly peer: PeerName }
  | { readonly type: 'message'; readonly peer: PeerName; readonly message: ExchangeMessage }
  /**
   * Wants the bytes of any of `ways`. Ways with a `chunk` address are taken from neighbours only. With a
   * `group`, its crew divides the payloads; without, every neighbour is taken to want the same. A `rival` is the group
   * that brings the same in for fewer bytes over the WAN: it is left to that one while its devices are seen to move.
   */
  | {
      readonly type: 'want'
      readonly want: WantId
      readonly ways: readonly Way[]
      readonly group: Digest | undefined
      readonly rival?: Digest | undefined
    }
  | { readonly type: 'unwant'; readonly want: WantId }
  /** Payloads of this group will be wanted, or none that are not wanted yet: the site is told before they are known. */
  | { readonly type: 'intend'; readonly group: Digest | undefined }
  /** The site is told whether this device is about to reboot. */
  | { readonly type: 'leaving'; readonly leaving: Leaving }
  /** The bytes of a delivered ticket are no longer used by the one who wanted them. */
  | { readonly type: 'consumed'; readonly ticket: Ticket }
  /** Synced bytes of a slot that can be served from now on; `lost` when they no longer can. */
  | { readonly type: 'holding'; readonly addresses: readonly Address[] }
  | { readonly type: 'lost'; readonly addresses: readonly Address[] }
  /** At most two a second per fetch over the WAN. Nothing follows from those of others: they may be left out. */
  | { readonly type: 'progress'; readonly fetch: FetchId; readonly receivedBytes: number }
  | { readonly type: 'fetched'; readonly fetch: FetchId; readonly verdict: Verdict; readonly ticket: Ticket }
  | { readonly type: 'fetch-failed'; readonly fetch: FetchId; readonly reason: FetchFailure }
  | { readonly type: 'wan-rules'; readonly rules: WanRules }
  | { readonly type: 'request'; readonly request: RequestId; readonly peer: PeerName; readonly address: Address }
  | { readonly type: 'served'; readonly request: RequestId; readonly sentBytes: number }

/** What the exchange wants done. */
export type ExchangeEffect =
  | { readonly type: 'send'; readonly peer: PeerName; readonly message: ExchangeMessage }
  /** Join a device of the site that is not a neighbour yet, whatever number of neighbours there are. It may fail. */
  | { readonly type: 'meet'; readonly peer: PeerName }
  /** Fetch, hash and keep under a ticket. `bytes` is the exact length; a longer answer is a fault. */
  | {
      readonly type: 'fetch'
      readonly fetch: FetchId
      readonly peer: PeerName
      readonly address: Address
      readonly bytes: number
    }
  /** The fetch still ends in one input. */
  | { readonly type: 'cancel'; readonly fetch: FetchId }
  /** Verified bytes for a want, until `consumed`. The want is met and gone. */
  | { readonly type: 'deliver'; readonly want: WantId; readonly address: Address; readonly ticket: Ticket }
  /** Serve from the ticket, or from the slots where there is none. */
  | {
      readonly type: 'serve'
      readonly request: RequestId
      readonly address: Address
      readonly ticket: Ticket | undefined
    }
  | { readonly type: 'refuse'; readonly request: RequestId; readonly reason: Refusal }
  | { readonly type: 'release'; readonly ticket: Ticket }
  /** Drop a seeder and do not meet it again. */
  | { readonly type: 'ban'; readonly peer: PeerName; readonly reason: BanReason }
  /**
   * Nothing is taken from a device any more, and nothing that it says is heard. It is served on: shut out, it would
   * fetch a copy of its own over the WAN that it shares with the others.
   */
  | { readonly type: 'distrust'; readonly peer: PeerName; readonly reason: BanReason }
