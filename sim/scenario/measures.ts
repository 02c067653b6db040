import { check } from '#core/check.ts'
import type { DeviceResult, RunResult, SiteResult } from '#sim/run/result.ts'
import { tookPart } from '#sim/run/result.ts'
import { percentile, sortedUpwards, total } from '#sim/statistics.ts'
import { type Measure, measures, type Scenario } from './scenario.ts'

/** Every measure of one scenario; undefined: it was not reached, as when a device never finished. */
export type Measured = Readonly<Record<Measure, number | undefined>>

/**
 * What each measure is, of one run; Infinity where it was not reached. A device takes part unless it had the release
 * from the start or could not get it (`unreached`).
 */
const formulas: Readonly<Record<Measure, (run: MeasuredRun) => number>> = {
  /** Bytes over WAN links into sites, by the payload bytes of the cheapest way of one device, summed over sites with a WAN. */
  wanCopies: ({ wanDownBytes, neededBytes }) => ratio(wanDownBytes, neededBytes),
  /** Bytes over WAN links into sites, by the sum of the fewest with which each site could have been updated. */
  wanRatioToBound: ({ wanDownBytes, boundBytes }) => ratio(wanDownBytes, boundBytes, 1),
  /** Seconds after the release until half of the devices had verified the image. */
  completionP50Seconds: ({ completions }) => completedBy(completions, 0.5),
  /** The same of 90 %. */
  completionP90Seconds: ({ completions }) => completedBy(completions, 0.9),
  /** The same of 99 %. */
  completionP99Seconds: ({ completions }) => completedBy(completions, 0.99),
  /** The same of all. */
  completionMaxSeconds: ({ completions }) => completedBy(completions, 1),
  /** Seconds until the last device of a site had verified, by the least in which its links can: of the worst site. */
  timeRatioToBound: ({ sites, devices }) => worstTimeRatio(sites, devices),
  /** Share of the devices that run the release and have confirmed it. */
  confirmedShare: ({ devices }) => shareOf(devices, 'confirmed'),
  /** Share of the devices that went back to their old version. */
  rolledBackShare: ({ devices }) => shareOf(devices, 'rolled-back'),
  /** Share that neighbours sent of the bytes that devices took. */
  peerShare: ({ devices }) => {
    const lanBytes = total(devices, (device) => device.lanBytes)
    return ratio(lanBytes, lanBytes + total(devices, (device) => device.wanBytes))
  },
  /** Bytes over WAN links out of sites, in the copies of `wanCopies`. */
  wanUpCopies: ({ wanUpBytes, neededBytes }) => ratio(wanUpBytes, neededBytes),
  /** How often a rule of safety or progress was broken. */
  violations: ({ run }) => run.violations.length,
  /** Devices that had begun to take the release when its rollout was stopped: none where it was not. */
  exposedBeforeAbort: ({ run }) => run.rollout?.stop?.exposed ?? 0,
}

/** Measures of which more is better: their worst is the least. */
const betterWhenMore: ReadonlySet<Measure> = new Set(['confirmedShare', 'peerShare'])

/** The measures of a scenario over its runs, at least one: of several seeds the worst counts, for each measure its own. */
export function measuresOf(scenario: Scenario, runs: readonly RunResult[]): Measured {
  check(runs.length > 0, 'a scenario is measured after it was run')
  const taken = runs.map((run) => measuredRun(scenario, run))
  const worst = (measure: Measure): number | undefined => {
    const values = taken.map((run) => formulas[measure](run))
    const value = betterWhenMore.has(measure) ? Math.min(...values) : Math.max(...values)
    return Number.isFinite(value) ? value : undefined
  }
  return Object.fromEntries(measures.map((measure) => [measure, worst(measure)])) as Record<Measure, number | undefined>
}

/** A run, and what several measures need of it. */
interface MeasuredRun {
  readonly run: RunResult
  readonly sites: readonly SiteResult[]
  /** Those that take part. */
  readonly devices: readonly DeviceResult[]
  /** When each device had verified the image, ascending; Infinity where it never had. */
  readonly completions: readonly number[]
  /** Bytes over all WAN links into sites and out of them, and the fewest into them with which they could have been updated. */
  readonly wanDownBytes: number
  readonly wanUpBytes: number
  readonly boundBytes: number
  /** Payload bytes that one device of each site with a WAN needs, the cheapest one. */
  readonly neededBytes: number
}

function measuredRun(scenario: Scenario, run: RunResult): MeasuredRun {
  const devices = run.devices.filter((device) => tookPart(device, scenario.release.version))
  const { sites } = run
  return {
    run,
    sites,
    devices,
    completions: sortedUpwards(devices.map(completionOf)),
    wanDownBytes: total(sites, (site) => site.wanDownBytes),
    wanUpBytes: total(sites, (site) => site.wanUpBytes),
    boundBytes: total(sites, (site) => site.boundBytes),
    neededBytes: neededBytesOf(scenario, run),
  }
}

/** Every device counts here that had not the release: also one that died may have fetched before. */
function neededBytesOf({ sites: classes, release }: Scenario, run: RunResult): number {
  const withWan = new Set(classes.filter(({ hasWan }) => hasWan).map(({ name }) => name))
  const cheapest = new Map<number, number>()
  for (const { site, from } of run.devices) {
    if (from === release.version || !withWan.has(run.sites[site]?.class ?? '')) continue
    const bytes = release.payloadBytes.from[from] ?? release.payloadBytes.full
    cheapest.set(site, Math.min(bytes, cheapest.get(site) ?? bytes))
  }
  return cheapest.values().reduce((sum, bytes) => sum + bytes, 0)
}

function worstTimeRatio(sites: readonly SiteResult[], devices: readonly DeviceResult[]): number {
  const lastAt = new Map<number, number>()
  for (const device of devices) lastAt.set(device.site, Math.max(completionOf(device), lastAt.get(device.site) ?? 0))
  const ratios = lastAt.entries().map(([site, at]) => ratio(at, sites[site]?.boundSeconds ?? 0))
  return ratios.reduce((worst, each) => Math.max(worst, each), 0)
}

function completionOf({ verifiedAt }: DeviceResult): number {
  return verifiedAt ?? Number.POSITIVE_INFINITY
}

/** When so large a share of the devices had verified the image; at once where none takes part. */
function completedBy(completions: readonly number[], share: number): number {
  return completions.length === 0 ? 0 : percentile(completions, share)
}

/** A share of the devices that take part; of none every one has confirmed. */
function shareOf(devices: readonly DeviceResult[], outcome: DeviceResult['outcome']): number {
  const count = devices.filter((device) => device.outcome === outcome).length
  return ratio(count, devices.length, outcome === 'confirmed' ? 1 : 0)
}

/** `part / whole`; `ofNothing` where both are 0. */
function ratio(part: number, whole: number, ofNothing = 0): number {
  return part === 0 && whole === 0 ? ofNothing : part / whole
}
