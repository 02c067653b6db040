import { type DeviceResult, type RunResult, tookPart } from '#sim/run/result.ts'
import { percentile, sortedUpwards } from '#sim/statistics.ts'

/**
 * When the devices that took part in some runs had verified the release, in seconds after it. A percentile counts those
 * that never did: it is undefined where fewer than that share did.
 */
export interface Completion {
  /** Devices that took part. */
  readonly devices: number
  readonly verified: number
  readonly p50: number | undefined
  readonly p90: number | undefined
  readonly p99: number | undefined
  readonly max: number | undefined
}

/** How soon devices that took part had verified the release. */
export function completionOf(participants: readonly DeviceResult[]): Completion {
  const times = verifiedTimes(participants)
  const never = participants.length - times.length
  const ranked = [...times, ...Array.from({ length: never }, () => Number.POSITIVE_INFINITY)]
  const at = (share: number): number | undefined => {
    const seconds = ranked.length === 0 ? Number.POSITIVE_INFINITY : percentile(ranked, share)
    return Number.isFinite(seconds) ? seconds : undefined
  }
  return { devices: ranked.length, verified: times.length, p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) }
}

/** The devices that took part in any of the runs. */
export function participantsOf(runs: readonly RunResult[], release: string): readonly DeviceResult[] {
  return runs.flatMap(({ devices }) => devices.filter((device) => tookPart(device, release)))
}

/** When each device had verified that did, upwards. */
export function verifiedTimes(devices: readonly DeviceResult[]): readonly number[] {
  return sortedUpwards(devices.flatMap(({ verifiedAt }) => (verifiedAt === undefined ? [] : [verifiedAt])))
}
