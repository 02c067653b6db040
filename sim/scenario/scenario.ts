import type { Fault } from '#sim/faults/fault.ts'
import type { RolloutModel, Upkeep } from './rollout-model.ts'

/** How the devices of a fleet get their bytes: the production engines, or one of the strategies that they are compared with. */
export const policies = ['mycel', 'origin-only', 'site-cache', 'random-peers', 'lan-first', 'one-leader'] as const

/** One of {@link policies}. */
export type Policy = (typeof policies)[number]

/** A number for each site or device of a class: one that all share, or drawn evenly from `from` to `to`. */
export type Spread = number | { readonly from: number; readonly to: number }

/** Sites that are alike. Rates are bits a second in units of 10^6. */
export interface SiteClass {
  readonly name: string
  readonly sites: number
  /** Devices of one site, whole. */
  readonly devices: Spread
  readonly wanDownMbit: Spread
  readonly wanUpMbit: Spread
  readonly wanLatencyMs: Spread
  /** Share of packets that the WAN loses, 0 to 0.2: it caps the rate of one flow. */
  readonly wanLoss: number
  /** Of one device's network card, either way. */
  readonly lanMbit: Spread
  readonly lanLatencyMs: number
  /** One medium that all devices of the site share, a radio; undefined: every device has a port of its own. */
  readonly radioMbit: number | undefined
  /** Whether the devices of a site reach each other, and whether multicast does. */
  readonly reach: 'all' | 'no-multicast' | 'isolated'
  /** Whether the site is connected to the world at all. */
  readonly hasWan: boolean
  /** Devices start, or come back, within this time of the release. */
  readonly arriveWithinSeconds: number
  /** Share of the devices that have the release already when the run begins, 0 to 1. */
  readonly updatedShare: number
  /** What the devices run when the run begins; the shares sum to 1. A version that the release has no delta from takes full payloads. */
  readonly versions: readonly { readonly version: string; readonly share: number }[]
  /** When devices may use the WAN, `HH:MM-HH:MM` in the site's local time; undefined: always. */
  readonly wanHours: string | undefined
  /** What may cross the WAN to one device for this release; undefined: whatever it takes. */
  readonly wanBudgetMiB: number | undefined
  /** Rates at which a device decodes and at which its flash takes writes, in MiB a second. */
  readonly decodeMiBps: Spread
  readonly flashMiBps: Spread
  /** Only in a scenario with a rollout. */
  readonly upkeep?: Upkeep
}

/** What is shipped. Sizes are bytes. */
export interface ReleaseModel {
  readonly version: string
  readonly imageBytes: number
  readonly chunkBytes: number
  /** Payload bytes of all chunks together for each version that a delta was built from, and for devices without a base (`full`). */
  readonly payloadBytes: { readonly full: number; readonly from: Readonly<Record<string, number>> }
  /** Chunks whose patches travel as one payload. */
  readonly chunksPerPack: number
  /** Release, manifests and deltas that a device reads before it plans. */
  readonly documentBytes: number
  /** Exact payload sizes of a release that was built, by version or `full`, instead of equal ones; in the order of their first chunk. */
  readonly exact: readonly ExactPayloads[] | undefined
}

/** The payloads of one built delta; a full payload makes every chunk that is equal. */
export interface ExactPayloads {
  /** The version that the delta is from, or `full`. */
  readonly from: string
  readonly payloads: readonly { readonly bytes: number; readonly chunks: readonly number[] }[]
}

/** How often something of a kind happens: drawn from the seed into an explicit list of {@link Fault}s. */
export interface FaultRule {
  readonly kind: Fault['kind']
  /** How many, or for which share of the devices (of the sites, where it befalls a site), rounded; one of both. */
  readonly count: number | undefined
  readonly share: number | undefined
  /** Drawn evenly from this span of seconds after the release. */
  readonly between: readonly [number, number]
  /** How long it lasts, where it ends. */
  readonly seconds: Spread
  /** Only at sites of this class. */
  readonly sites: string | undefined
}

/** What a scenario promises: a measure of the summary, compared with a number. */
export interface Expectation {
  readonly measure: Measure
  readonly is: 'at-most' | 'at-least'
  readonly value: number
}

/** Measures that `expect` may name; `docs/simulator.md` says what each is. */
export const measures = [
  'wanCopies',
  'wanRatioToBound',
  'completionP50Seconds',
  'completionP90Seconds',
  'completionP99Seconds',
  'completionMaxSeconds',
  'timeRatioToBound',
  'confirmedShare',
  'rolledBackShare',
  'peerShare',
  'wanUpCopies',
  'violations',
  'exposedBeforeAbort',
] as const

/** One of {@link measures}. */
export type Measure = (typeof measures)[number]

/** A fleet, what is shipped to it, what goes wrong, and what must hold: a scenario file with every default filled in. */
export interface Scenario {
  readonly name: string
  /** One sentence: what a reader learns from it. */
  readonly title: string
  readonly policy: Policy
  readonly sites: readonly SiteClass[]
  readonly release: ReleaseModel
  readonly faults: readonly FaultRule[]
  /** What the vendor's origin sends in all, in 10^6 bits a second; undefined: whatever is asked of it. */
  readonly originMbit: number | undefined
  /** The run ends here even where devices are not done. */
  readonly endSeconds: number
  /** Local time at the first site when the release is published, `HH:MM`. */
  readonly startsAt: string
  readonly expect: readonly Expectation[]
  /** Who may take the release when. Without it all may at once, and the exchange of bytes is modelled. */
  readonly rollout?: RolloutModel
}
