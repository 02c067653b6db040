import type { PeerName } from '#core/exchange/contract.ts'
import type { ReportEvent } from '#core/report/report.ts'
import type { SequenceWindow } from '#tracker/engine/fleet/sequence-window.ts'
import type { Outcome } from '#tracker/engine/rollout/contract.ts'

/** What a tracker knows of a device: plain data of bounded size. Times are ms of Unix time on the tracker's clock. */
export interface DeviceRecord {
  readonly format: 1
  readonly peer: PeerName
  /** From its certificate, as those of its tags that stand there. */
  readonly product: string
  readonly tags: Readonly<Record<string, string>>
  /** The version that runs. */
  readonly running: string
  /** Where it was when it was last heard: the network of `siteOf`. */
  readonly site: string
  readonly firstSeenAt: number
  readonly lastSeenAt: number
  readonly window: SequenceWindow
  /** Events but `alive` that it reported in all; the last {@link eventsKept} of them are kept. */
  readonly events: number
  /** What `health.d` measured last. */
  readonly gauges: Readonly<Record<string, number>>
  /** What it reported to have moved in all. */
  readonly wanBytes: number
  readonly lanBytes: number
  /** What was counted of it, for the last {@link rolloutsKept} rollouts. */
  readonly rollouts: readonly CountedRollout[]
}

/** The outcomes of one device that a rollout has counted: each counts once. */
export interface CountedRollout {
  readonly id: string
  readonly outcomes: readonly Outcome[]
}

/** Something that happened to a device. */
export interface DeviceEvent {
  /** When the tracker heard of it, and when it was by the device's own clock. */
  readonly heardAt: number
  readonly at: number
  readonly sequence: number
  readonly event: Exclude<ReportEvent, { readonly type: 'alive' }>
}

/** What a rollout is to count. */
export interface FleetOutcome {
  readonly peer: PeerName
  readonly product: string
  readonly version: string
  readonly rollout: string
  readonly outcome: Outcome
  /** When the tracker heard of it, in ms of Unix time. */
  readonly at: number
  readonly tags: Readonly<Record<string, string>>
  readonly downtimeMs: number | undefined
  readonly traffic: { readonly wanBytes: number; readonly lanBytes: number } | undefined
  /** Why, as the device says it; empty where nothing failed. */
  readonly reason: string
}

/** The most events of a device that are kept. */
export const eventsKept = 50

/** The most rollouts of a device that are told apart: an outcome of an older one would count again. */
export const rolloutsKept = 8
