import type { Fault } from '#sim/faults/fault.ts'
import type { RolloutResult } from '#sim/rollout/result/rollout-result.ts'
import type { Policy } from '#sim/scenario/scenario.ts'

/** A rule of safety or progress that a run broke. */
export interface Violation {
  readonly invariant: string
  /** Undefined where it is not of one device. */
  readonly device: number | undefined
  /** Seconds of virtual time after the release. */
  readonly at: number
  readonly detail: string
}

/**
 * How a device ended. `unreached` was not eligible: it died, or has no way to the release. `held-back` neither: no phase
 * of the rollout came to it.
 */
export type Outcome = 'confirmed' | 'rolled-back' | 'unfinished' | 'unreached' | 'held-back'

/** One device at the end of a run. Its number is its place in the list. */
export interface DeviceResult {
  readonly site: number
  readonly outcome: Outcome
  /** The version it ran before. */
  readonly from: string
  /** Seconds after the release until the last image was verified whole; undefined where it never was. */
  readonly verifiedAt: number | undefined
  readonly confirmedAt: number | undefined
  readonly wanBytes: number
  readonly lanBytes: number
  /** Bytes that it sent to neighbours. */
  readonly sentBytes: number
  /** Why it was late or did not finish: the last failure that it had, or what befell it; empty where nothing did. */
  readonly reason: string
}

/** One site at the end of a run. Its number is its place in the list. */
export interface SiteResult {
  readonly class: string
  readonly devices: number
  /** At its WAN link, with headers, encryption and handshakes, also those from before the release. */
  readonly wanDownBytes: number
  readonly wanUpBytes: number
  readonly lanBytes: number
  /** The fewest bytes over the WAN that could have updated its devices: the cheapest mix of payloads once, and one copy of the documents. */
  readonly boundBytes: number
  /** The least time in which its links can carry that, in seconds. */
  readonly boundSeconds: number
  /** Seconds after the release until its last device had verified; undefined where one did not. */
  readonly lastVerifiedAt: number | undefined
}

/** Something that happened, as one line of events.jsonl. `at` is whole microseconds of virtual time. */
export interface RunEvent {
  readonly at: number
  readonly event: string
  readonly device?: number
  readonly site?: number
  readonly [detail: string]: unknown
}

/** One run of one scenario with one seed. The same for the same code, scenario and seed. */
export interface RunResult {
  readonly scenario: string
  readonly policy: Policy
  readonly seed: number
  /** Virtual seconds until the run was over. */
  readonly virtualSeconds: number
  readonly faults: readonly Fault[]
  readonly violations: readonly Violation[]
  readonly sites: readonly SiteResult[]
  readonly devices: readonly DeviceResult[]
  /** Bytes that crossed WAN links into sites in each interval of `intervalSeconds`, from the release on; the last may be shorter. */
  readonly wanIntervals: readonly number[]
  readonly intervalSeconds: number
  /** Bytes that the origin sent, as WAN links carry them: with headers, encryption and handshakes. */
  readonly originBytes: number
  /** Inputs that all engines took. */
  readonly inputs: number
  /** Of a scenario with a rollout only. */
  readonly rollout?: RolloutResult
  /** SHA-256 over all events, in hex: equal for equal runs. */
  readonly traceDigest: string
}

/** Whether a device took part in a run: it had not `release`, the version, from the start, and had a way to it. */
export function tookPart({ outcome, from }: DeviceResult, release: string): boolean {
  return outcome !== 'unreached' && outcome !== 'held-back' && from !== release
}
