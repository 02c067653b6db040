import type { ReportTraffic } from '#core/report/report.ts'
import { type Histogram, meanMs, noTimes, quantileMs, withTime } from '#tracker/engine/kpi/histogram.ts'
import type { Outcome } from '#tracker/engine/rollout/contract.ts'

/** What a rollout has brought about, over all devices and by group; plain data of bounded size. */
export interface Kpis {
  /** What times to patch are counted from, in ms of Unix time: the advisory's date, else the rollout's start. */
  readonly since: number
  /** When the rollout was stopped, and when the last device was back on the release before. */
  readonly stoppedAt: number | undefined
  readonly restoredAt: number | undefined
  /** By `name=value` of a tag, and under `''` all of them; at most {@link groupsMax}. */
  readonly groups: Readonly<Record<string, GroupKpis>>
}

/** The same for one group of devices. */
export interface GroupKpis {
  readonly outcomes: Readonly<Record<Outcome, number>>
  readonly timeToPatch: Histogram
  /** From a device's reboot to its confirmation. */
  readonly downtime: Histogram
  readonly wanBytes: number
  readonly lanBytes: number
}

/** What became of one device. */
export interface DeviceOutcome {
  readonly outcome: Outcome
  /** When the tracker heard of it, in ms of Unix time. */
  readonly at: number
  readonly tags: Readonly<Record<string, string>>
  readonly downtimeMs: number | undefined
  readonly traffic: ReportTraffic | undefined
}

/** The most groups of one rollout; devices of later ones are counted among all only. */
export const groupsMax = 64

const noOutcomes: Readonly<Record<Outcome, number>> = {
  began: 0,
  confirmed: 0,
  'install-failed': 0,
  'trial-failed': 0,
  crashed: 0,
  'taken-back': 0,
}

const noGroup: GroupKpis = { outcomes: noOutcomes, timeToPatch: noTimes, downtime: noTimes, wanBytes: 0, lanBytes: 0 }

/** The KPIs of a rollout that has just begun. */
export function beginKpis(since: number): Kpis {
  return { since, stoppedAt: undefined, restoredAt: undefined, groups: { '': noGroup } }
}

/** Counts what became of a device. */
export function withOutcome(kpis: Kpis, device: DeviceOutcome): Kpis {
  const groups = { ...kpis.groups }
  for (const name of ['', ...Object.entries(device.tags).map(([tag, value]) => `${tag}=${value}`)]) {
    if (groups[name] === undefined && Object.keys(groups).length >= groupsMax) continue
    groups[name] = withDevice(groups[name] ?? noGroup, device, kpis.since)
  }
  const isRestored = device.outcome === 'taken-back' || device.outcome === 'trial-failed'
  const restoredAt = isRestored && kpis.stoppedAt !== undefined ? device.at : kpis.restoredAt
  return { ...kpis, groups, restoredAt }
}

/** Notes that the rollout was stopped: what devices take to be back is counted from here. */
export function stopped(kpis: Kpis, at: number): Kpis {
  return kpis.stoppedAt === undefined ? { ...kpis, stoppedAt: at } : kpis
}

/** KPIs in the numbers that people compare; a share or time is undefined where nothing is there to count. */
export interface KpiNumbers {
  /** Devices that took the release, and the share of the fleet that they are. */
  readonly confirmed: number
  readonly adoption: number | undefined
  /** Of those that ended, how many failed before or in the trial; of the confirmed, how many crashed since. */
  readonly installFailureRate: number | undefined
  readonly crashRate: number | undefined
  readonly timeToPatchMs: { readonly p50: number | undefined; readonly p95: number | undefined }
  readonly downtimeMs: { readonly mean: number | undefined; readonly p95: number | undefined }
  /** From the stop of the rollout until the last device was back. */
  readonly timeToRecoverMs: number | undefined
  readonly wanBytes: number
  /** What neighbours brought instead of the WAN. */
  readonly savedBytes: number
  readonly peerShare: number | undefined
}

/** The numbers of a group (`''`: of all), of which `devices` are in the fleet. */
export function kpiNumbers(kpis: Kpis, group: string, devices: number): KpiNumbers {
  const { outcomes, timeToPatch, downtime, wanBytes, lanBytes } = kpis.groups[group] ?? noGroup
  const failed = outcomes['install-failed'] + outcomes['trial-failed']
  return {
    confirmed: outcomes.confirmed,
    adoption: shareOf(outcomes.confirmed, devices),
    installFailureRate: shareOf(failed, failed + outcomes.confirmed),
    crashRate: shareOf(outcomes.crashed, outcomes.confirmed),
    timeToPatchMs: { p50: quantileMs(timeToPatch, 0.5), p95: quantileMs(timeToPatch, 0.95) },
    downtimeMs: { mean: meanMs(downtime), p95: quantileMs(downtime, 0.95) },
    timeToRecoverMs: recoveryOf(kpis),
    wanBytes,
    savedBytes: lanBytes,
    peerShare: shareOf(lanBytes, wanBytes + lanBytes),
  }
}

function withDevice(group: GroupKpis, { outcome, at, downtimeMs, traffic }: DeviceOutcome, since: number): GroupKpis {
  const isConfirmed = outcome === 'confirmed'
  return {
    outcomes: { ...group.outcomes, [outcome]: group.outcomes[outcome] + 1 },
    timeToPatch: isConfirmed ? withTime(group.timeToPatch, at - since) : group.timeToPatch,
    downtime: isConfirmed && downtimeMs !== undefined ? withTime(group.downtime, downtimeMs) : group.downtime,
    wanBytes: group.wanBytes + (traffic?.wanBytes ?? 0),
    lanBytes: group.lanBytes + (traffic?.lanBytes ?? 0),
  }
}

function recoveryOf({ stoppedAt, restoredAt }: Kpis): number | undefined {
  return stoppedAt === undefined || restoredAt === undefined ? undefined : restoredAt - stoppedAt
}

function shareOf(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : part / whole
}
