import type { Fault } from '#sim/faults/fault.ts'
import { Random } from '#sim/random.ts'
import type { Report } from '#sim/report/report.ts'
import type { DeviceResult, RunResult, SiteResult } from '#sim/run/result.ts'
import { judge } from '#sim/scenario/judge.ts'
import { measuresOf } from '#sim/scenario/measures.ts'
import type { Policy, Scenario, SiteClass } from '#sim/scenario/scenario.ts'

const mebibyte = 1 << 20

const office: SiteClass = {
  name: 'office',
  sites: 30,
  devices: 20,
  wanDownMbit: 20,
  wanUpMbit: 5,
  wanLatencyMs: 30,
  wanLoss: 0,
  lanMbit: 100,
  lanLatencyMs: 1,
  radioMbit: undefined,
  reach: 'all',
  hasWan: true,
  arriveWithinSeconds: 2,
  updatedShare: 0,
  versions: [{ version: '1.0.0', share: 1 }],
  wanHours: undefined,
  wanBudgetMiB: undefined,
  decodeMiBps: 60,
  flashMiBps: 40,
}

const depot: SiteClass = {
  ...office,
  name: 'depot <radio> & sons',
  sites: 10,
  devices: { from: 4, to: 12 },
  wanDownMbit: { from: 4, to: 10 },
  wanLoss: 0.01,
  radioMbit: 60,
  reach: 'no-multicast',
}

/** A scenario with two classes of sites, one of them named as an attacker would. */
export const scenario: Scenario = {
  name: 'branch-offices',
  title: 'Forty branches take a release of 64 MiB while the power fails here and there.',
  policy: 'mycel',
  sites: [office, depot],
  release: {
    version: '2.0.0',
    imageBytes: 64 * mebibyte,
    chunkBytes: mebibyte,
    payloadBytes: { full: 31 * mebibyte, from: { '1.0.0': 9 * mebibyte } },
    chunksPerPack: 4,
    documentBytes: 40_000,
    exact: undefined,
  },
  faults: [],
  originMbit: 180,
  endSeconds: 3_600,
  startsAt: '09:00',
  expect: [
    { measure: 'wanRatioToBound', is: 'at-most', value: 1.1 },
    { measure: 'completionP99Seconds', is: 'at-most', value: 45 },
    { measure: 'confirmedShare', is: 'at-least', value: 0.99 },
  ],
}

/** Times as many seconds and bytes as mycel takes. */
const factors: Readonly<Record<Policy, { readonly time: number; readonly wan: number }>> = {
  mycel: { time: 1, wan: 1 },
  'origin-only': { time: 16, wan: 19 },
  'site-cache': { time: 0.99, wan: 0.99 },
  'random-peers': { time: 22, wan: 17.5 },
  'lan-first': { time: 9, wan: 4.7 },
  'one-leader': { time: 1.3, wan: 1.02 },
}

/** What a run of {@link scenario} could have come to: the same for the same seed and policy. */
export function modelledRun(seed: number, policy: Policy = 'mycel'): RunResult {
  const random = new Random(`modelled/${seed}`)
  const factor = factors[policy]
  const sites: SiteResult[] = []
  const devices: DeviceResult[] = []
  for (const siteClass of scenario.sites) {
    for (let index = 0; index < siteClass.sites; index += 1) addSite(siteClass, random, factor, sites, devices)
  }
  const faults: readonly Fault[] = devices.flatMap(({ reason }, device) =>
    reason === '' ? [] : [{ kind: 'power-cut', at: 12, seconds: 20, device }],
  )
  return {
    scenario: scenario.name,
    policy,
    seed,
    virtualSeconds: 70 * factor.time,
    faults: [...faults, { kind: 'wan-down', at: 3, seconds: 5, site: 2 }],
    violations: [],
    sites,
    devices,
    wanIntervals: intervalsOf(sites, factor.time),
    intervalSeconds: 1,
    originBytes: sites.reduce((sum, site) => sum + site.wanDownBytes, 0),
    inputs: 210_000 + seed,
    traceDigest: seed.toString(16).padStart(64, '5ca1ab1e'),
  }
}

function addSite(
  { name, devices: spread }: SiteClass,
  random: Random,
  factor: { readonly time: number; readonly wan: number },
  sites: SiteResult[],
  devices: DeviceResult[],
): void {
  const count = typeof spread === 'number' ? spread : spread.from + random.below(spread.to - spread.from + 1)
  const boundBytes = 9 * mebibyte + 40_000
  const wanDownBytes = Math.round(boundBytes * factor.wan * (1.01 + random.below(40) / 1000))
  const slowest = (name === 'office' ? 24 : 38) + random.below(100) / 25
  const own = Array.from({ length: count }, (): DeviceResult => {
    const isCut = random.chance(0.03)
    const isDead = random.chance(0.002)
    const verifiedAt = (slowest + random.below(200) / 100 + (isCut ? 22 : 0)) * factor.time
    return {
      site: sites.length,
      outcome: isDead ? 'unfinished' : 'confirmed',
      from: '1.0.0',
      verifiedAt: isDead ? undefined : verifiedAt,
      confirmedAt: isDead ? undefined : verifiedAt + 20,
      wanBytes: Math.round(wanDownBytes / count),
      lanBytes: isDead ? 0 : Math.round((boundBytes * (count - 1)) / count),
      sentBytes: boundBytes,
      reason: isCut ? 'the power was cut for 20 s' : '',
    }
  })
  devices.push(...own)
  sites.push({
    class: name,
    devices: count,
    wanDownBytes,
    wanUpBytes: Math.round(wanDownBytes / 90),
    lanBytes: own.reduce((sum, device) => sum + device.lanBytes, 0),
    boundBytes,
    boundSeconds: slowest * 0.9,
    lastVerifiedAt: Math.max(...own.map(({ verifiedAt }) => verifiedAt ?? 0)),
  })
}

/** The bytes of all sites, at a steady rate at first and then ever slower. */
function intervalsOf(sites: readonly SiteResult[], time: number): readonly number[] {
  const bytes = sites.reduce((sum, site) => sum + site.wanDownBytes, 0)
  const length = Math.round(46 * time)
  const shape = Array.from({ length }, (_, index) => (index < length / 3 ? 3 : 2 - (2 * index) / length))
  const area = shape.reduce((sum, height) => sum + height, 0)
  return shape.map((height) => Math.round((bytes * height) / area))
}

/** A report of some seeds, with comparisons where there are `others`. */
export function modelledReport(seeds: readonly number[], others: readonly Policy[] = []): Report {
  const runs = seeds.map((seed) => modelledRun(seed))
  const measured = measuresOf(scenario, runs)
  return {
    scenario,
    runs,
    comparisons: others.map((policy) => ({ policy, runs: seeds.map((seed) => modelledRun(seed, policy)) })),
    judged: judge(scenario.expect, measured),
    measured,
    calibration: [
      { scenario: 'lab/8-devices', what: 'WAN bytes, MiB', measured: 9.62, modelled: 9.55 },
      { scenario: 'lab/8-devices', what: 'median completion, s', measured: 31.4, modelled: 33.1 },
    ],
    command: `mycel sim run branch-offices --seeds ${seeds[0]}..${seeds.at(-1)}`,
    runCommand: 'mycel sim run shop.yaml',
  }
}

/** The same report where rules were broken in its first run, `count` times. */
export function brokenReport(count: number): Report {
  const report = modelledReport([7])
  const runs = report.runs.map((run) => ({
    ...run,
    violations: Array.from({ length: count }, (_, device) => ({
      invariant: 'the active slot is never written',
      device,
      at: 12.5,
      detail: `slot a, chunk ${device} <script>alert(1)</script>`,
    })),
  }))
  return { ...report, runs }
}
