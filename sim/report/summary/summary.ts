import { type Fault, faultKinds } from '#sim/faults/fault.ts'
import { type CalibrationRow, passes, type Report } from '#sim/report/report.ts'
import type { DeviceResult, Outcome, RunResult } from '#sim/run/result.ts'
import type { Judgement } from '#sim/scenario/judge.ts'
import type { Measured } from '#sim/scenario/measures.ts'
import type { Policy } from '#sim/scenario/scenario.ts'
import { total } from '#sim/statistics.ts'
import { comparePolicies, type PolicyComparison, wanRatioOf } from './compare-policies.ts'
import { type Completion, completionOf, participantsOf } from './completion.ts'
import { type RolloutLine, rolloutLines } from './rollout-line.ts'
import { type Straggler, stragglersOf } from './straggler.ts'

/** What came of a scenario, over all its seeds: `summary.json`. Times are seconds after the release, shares 0 to 1. */
export interface Summary {
  readonly format: 1
  readonly scenario: string
  readonly title: string
  readonly policy: Policy
  readonly command: string
  readonly passed: boolean
  readonly judged: readonly Judgement[]
  /** Of the worst seed; undefined: it was not reached. */
  readonly measured: Measured
  /** Seeds with what makes runs comparable: equal digests are equal runs. */
  readonly runs: readonly RunLine[]
  /** Devices and sites of the first run; a seed may draw others. */
  readonly devices: number
  readonly sites: number
  /** Devices of all runs that had not the release from the start. */
  readonly outcomes: Readonly<Record<Outcome, number>>
  /** Devices of all runs that had. */
  readonly hadRelease: number
  readonly completion: Completion
  readonly classes: readonly ClassSummary[]
  readonly traffic: Traffic
  /** The latest devices. */
  readonly stragglers: readonly Straggler[]
  readonly violationCount: number
  /** The first ones. */
  readonly violations: readonly ViolationLine[]
  /** Faults that were injected, by kind; kinds without one are left out. */
  readonly faults: Readonly<Partial<Record<Fault['kind'], number>>>
  /** What came of the rollout, by seed; empty where the scenario has none. */
  readonly rollouts: readonly RolloutLine[]
  readonly comparisons: readonly PolicyComparison[]
  readonly calibration: readonly CalibrationRow[]
}

/** One seed. */
export interface RunLine {
  readonly seed: number
  readonly virtualSeconds: number
  readonly inputs: number
  readonly traceDigest: string
}

/** What crossed links in all runs together. */
export interface Traffic {
  readonly wanDownBytes: number
  readonly wanUpBytes: number
  readonly lanBytes: number
  readonly originBytes: number
  /** The fewest bytes that could have crossed the WAN links. */
  readonly boundBytes: number
  readonly wanRatioToBound: number | undefined
  /** Share of the bytes that devices received which came from neighbours; undefined where none came. */
  readonly peerShare: number | undefined
}

/** The sites of one class, in all runs together. */
export interface ClassSummary {
  readonly name: string
  /** Sites of one run. */
  readonly sites: number
  readonly completion: Completion
  readonly wanRatioToBound: number | undefined
}

/** A broken rule with the command that repeats it. */
export interface ViolationLine {
  readonly invariant: string
  readonly seed: number
  readonly device: number | undefined
  readonly at: number
  readonly detail: string
  readonly replay: string
}

/** The violations that a summary lists. */
const violationsMax = 50

/** Adds up what came of a scenario. */
export function summarize(report: Report): Summary {
  const { scenario, runs, judged, measured, command, calibration } = report
  const { version } = scenario.release
  const [first] = runs
  const devices = runs.flatMap((run) => run.devices)
  const updated = devices.filter(({ from }) => from !== version)
  return {
    format: 1,
    scenario: scenario.name,
    title: scenario.title,
    policy: first?.policy ?? scenario.policy,
    command,
    passed: passes(report),
    judged,
    measured,
    runs: runs.map(({ seed, virtualSeconds, inputs, traceDigest }) => ({ seed, virtualSeconds, inputs, traceDigest })),
    devices: first?.devices.length ?? 0,
    sites: first?.sites.length ?? 0,
    outcomes: outcomesOf(updated),
    hadRelease: devices.length - updated.length,
    completion: completionOf(participantsOf(runs, version)),
    classes: classesOf(runs, version),
    traffic: trafficOf(runs, devices),
    stragglers: stragglersOf(runs, version),
    violationCount: total(runs, ({ violations }) => violations.length),
    violations: violationsOf(report),
    faults: faultsOf(runs),
    rollouts: rolloutLines(runs),
    comparisons: comparePolicies(report),
    calibration,
  }
}

/** `summary.json`: the summary as indented JSON; what is undefined is `null`. */
export function summaryJson(summary: Summary): string {
  return `${JSON.stringify(summary, (_key, value: unknown) => (value === undefined ? null : value), 2)}\n`
}

function outcomesOf(devices: readonly DeviceResult[]): Summary['outcomes'] {
  const counts: Record<Outcome, number> = {
    confirmed: 0,
    'rolled-back': 0,
    unfinished: 0,
    unreached: 0,
    'held-back': 0,
  }
  for (const { outcome } of devices) counts[outcome] += 1
  return counts
}

function classesOf(runs: readonly RunResult[], release: string): readonly ClassSummary[] {
  const names = [...new Set(runs.flatMap((run) => run.sites.map((site) => site.class)))]
  return names.map((name) => {
    const parts = runs.map((run) => ({
      ...run,
      sites: run.sites.filter((site) => site.class === name),
      devices: run.devices.filter(({ site }) => run.sites[site]?.class === name),
    }))
    return {
      name,
      sites: parts[0]?.sites.length ?? 0,
      completion: completionOf(participantsOf(parts, release)),
      wanRatioToBound: wanRatioOf(parts),
    }
  })
}

function trafficOf(runs: readonly RunResult[], devices: readonly DeviceResult[]): Traffic {
  const sites = runs.flatMap((run) => run.sites)
  const lanReceived = total(devices, ({ lanBytes }) => lanBytes)
  const received = lanReceived + total(devices, ({ wanBytes }) => wanBytes)
  return {
    wanDownBytes: total(sites, ({ wanDownBytes }) => wanDownBytes),
    wanUpBytes: total(sites, ({ wanUpBytes }) => wanUpBytes),
    lanBytes: total(sites, ({ lanBytes }) => lanBytes),
    originBytes: total(runs, ({ originBytes }) => originBytes),
    boundBytes: total(sites, ({ boundBytes }) => boundBytes),
    wanRatioToBound: wanRatioOf(runs),
    peerShare: received === 0 ? undefined : lanReceived / received,
  }
}

function violationsOf({ runs, runCommand }: Report): readonly ViolationLine[] {
  return runs
    .flatMap(({ seed, violations }) => violations.map((violation) => ({ seed, violation })))
    .slice(0, violationsMax)
    .map(({ seed, violation }) => ({ ...violation, seed, replay: `${runCommand} --seed ${seed}` }))
}

function faultsOf(runs: readonly RunResult[]): Summary['faults'] {
  const faults = runs.flatMap((run) => run.faults)
  const counts = faultKinds.map((kind) => [kind, faults.filter((fault) => fault.kind === kind).length] as const)
  return Object.fromEntries(counts.filter(([, count]) => count > 0))
}
