import type { Link, PeerRole } from '#core/exchange/contract.ts'

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
  /** No further fetch begins from a holder while so many bytes are outstanding of it: large payloads come one by one. */
  readonly bytesPerHolderMax: number
  readonly lanFetchesMax: number
  readonly wanFetchesMax: number
  /** Payloads that a crew member fetches over the WAN, or has fetched and passed on to nobody yet. */
  readonly crewFetchesMax: number
  /** The same for small payloads: so many bytes in all may be outstanding, whatever their number. */
  readonly crewBytesMax: number
  /** No fetch over the WAN begins while so much that came over it is not consumed or still coming: a power cut costs it again. */
  readonly wanUnconsumedBytesMax: number
  readonly servesPerPeerMax: number
  readonly servesMax: number
  /** The same by the bytes that are being sent; a finished chunk counts as 1 MiB. One that is larger is served alone. */
  readonly servesBytesMax: number
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
  bytesPerHolderMax: 256 * 1024,
  lanFetchesMax: 8,
  wanFetchesMax: 4,
  crewFetchesMax: 2,
  crewBytesMax: 256 * 1024,
  wanUnconsumedBytesMax: 4 * 1024 * 1024,
  servesPerPeerMax: 4,
  servesMax: 24,
  servesBytesMax: 6 * 1024 * 1024,
  cacheBytesMax: 16 * 1024 * 1024,
  cacheEntriesMax: 4096,
}

/** The limits of a node of this role. */
export function limitsFor(role: PeerRole): ExchangeLimits {
  return role === 'device'
    ? deviceLimits
    : { ...deviceLimits, peersMax: 16_384, servesMax: 256, servesBytesMax: 1024 * 1024 * 1024 }
}

/** Each step down in the order of owners waits this much longer before it takes a document that nobody fetches. */
export const patienceMs = 500

/** Of each group so many devices are known to the whole site, those first that would be in its crew first. */
export const candidatesMax = 8

/** The most standings in one message. */
export const standingsMax = 32

/** What is new of a candidate is passed on in rounds so far apart, */
export const newsRoundMs = 100

/** each time to so many neighbours. */
export const newsFanout = 3

/** A sign of life is passed on in rounds so far apart, */
export const beatRoundMs = 1_000

/** each time to so many neighbours. */
export const beatFanout = 2

/** A standing is passed on in so many rounds; hearing it again counts like one. */
export const passedRoundsMax = 2

/** On a site with more devices than neighbours a device that takes a release says so again after this long. */
export const beatMs = 2_500

/** A device that is no neighbour counts as gone when it was not heard of for this long: four signs of life. */
export const standingLastsMs = 10_000

/** A member of the own crew that could not be met is tried again after this long. */
export const meetAgainMs = 5_000

/** Devices of one group that use the WAN. */
export const crewMax = 4

/** From its first want of a group on, a device hears who else is in it for this long, before it can join the crew. */
export const crewFormsMs = 100

/** From its first want of a group on, a device presumes that silent neighbours are in it too, for as long as the payloads would take at this rate. */
export const presumedBytesPerSecond = 8 * 1024 * 1024

/** But no longer than this. */
export const presumedMsMax = 2_000

/** A lease, and a crew, may stand still for three times the mean payload time of the site, within these bounds. */
export const patienceMsMin = 2_000

/** A crew whose members have fetched may stand still as a whole for at least this long. */
export const crewSilenceMs = 25_000

/**
 * A member that finished nothing while all together finished so many payloads leaves its place to others. One of four
 * honest members has none of 16 in a row now and then.
 */
export const idleFinishedMax = 24

/** See {@link patienceMsMin}. */
export const patienceMsMax = 30_000

/** The same until the first payload has come. */
export const firstPatienceMs = 10_000

/** Each step down in the order of owners leaves the unstarted payloads of others this much longer to those before it. */
export const stealStepMs = 300

/** Unstarted payloads of one member that others look at. */
export const stealLooksMax = 16

/** What another group brings in for fewer bytes is left to it until none of its devices has moved for this long. */
export const rivalSilenceMs = 10_000

/** What a crew member fetched counts as outstanding for this long when no neighbour asks for it. */
export const askedWithinMs = 1_000

/** From the first want on, a device without neighbours looks for some this long before it goes direct. */
export const settleMs = 400

/** Within that time, neighbours are still arriving until none has joined for this long: ranks would not hold. */
export const quietMs = 100

/**
 * No byte for this long ends a fetch, on both sides. Over the WAN it is longer than a silent connection lives: what was
 * sent before a link broke down arrives when it is up again, and would otherwise have to be sent anew.
 */
export const transferSilenceMs: Readonly<Record<Link, number>> = { lan: 10_000, wan: 60_000 }

/** While a fetch stands still, no more of the time counts as what it takes. */
export const standMsMax = 2_000

/** A fetch that makes progress announces its lease again: four times within the patience of the others, at most this often. */
export const leaseRenewalMsMin = 1_000

/**
 * From the first announcement on, one peer can keep the others from one payload for six times the mean payload time of
 * the site, within these bounds.
 */
export const leaseTotalMsMin = 10_000

/** See {@link leaseTotalMsMin}. */
export const leaseTotalMsMax = 300_000

/** Time between two announcements of something rare. */
export const urgentHaveSpacingMs = 100

/** Time between two announcements of what this node has. */
export const haveSpacingMs = 500

/** The same for each neighbour, for what others have too: it bounds what every device of a large site hears. */
export const haveSpacingPerNeighbourMs = 100

/** Peers whose strikes are remembered after they left; beyond it the oldest are forgotten. */
export const strikesKeptMax = 4096

/** Addresses of which one seeder is remembered to have said that it does not have them. */
export const lacksPerPeerMax = 4096

/** Forged bytes this often, and the peer is banned. */
export const strikesMax = 2

/** A device leaves the crews to others once more than a third of its neighbours got forged bytes from it, and so many at least. */
export const blamersMin = 2

/** A device is bypassed over the WAN once its failures in a row weigh this much. */
export const doubtMax = 8
