/** One case, run by both fidelities: the modelled fleet with one device, and the shell of a device with real bytes. */
import { check } from '#core/check.ts'
import type { Phase } from '#node/engine/contract.ts'
import { ModelledRelease } from '#sim/device/modelled-release.ts'
import { isOfTracker } from '#sim/faults/fault.ts'
import type { FullFault } from '#sim/full/run/befall.ts'
import type { FullRun } from '#sim/full/run/full-device.ts'
import { runFull } from '#sim/full/run/full-run.ts'
import type { Update } from '#sim/full/update.ts'
import { calibration } from '#sim/run/calibration.ts'
import type { RunEvent, RunResult } from '#sim/run/result.ts'
import { runScenario } from '#sim/run/run-scenario.ts'
import { readReleaseModel } from '#sim/scenario/release-from-repository.ts'
import type { ReleaseModel, Scenario, SiteClass } from '#sim/scenario/scenario.ts'
import { publishUpdate } from '#test/sim/full/built-update.ts'
import { type UpdateShape, updateFacts } from './images.ts'
import { type Outcome, outcomeOf, type PayloadNames, payloadNames } from './outcome.ts'

/** A fault, so many seconds after a phase is entered for the first time: neither fidelity is to the second like the other. */
export interface CaseFault {
  readonly kind: FullFault['kind']
  readonly phase: Phase
  readonly afterSeconds: number
  readonly seconds: number
}

/** A case in terms that both fidelities share. */
export interface DifferentialCase {
  readonly seed: number
  readonly faults: readonly CaseFault[]
}

/** What was built once, for all cases of a shape. */
export interface BuiltCase {
  readonly update: Update
  readonly model: ReleaseModel
}

/** An update as both fidelities take it. */
export async function buildCase(shape: UpdateShape): Promise<BuiltCase> {
  const { update, read } = await publishUpdate(updateFacts(shape), (built) => readReleaseModel(built))
  return { update, model: read }
}

/** So slow that a payload of a whole chunk takes half a second. */
const wanBytesPerSecond = 125_000

const wanLatencyMs = 20

const endSeconds = 1_200

/** Runs a case with real bytes, and the same where they are only counted. */
export async function runBoth(
  built: BuiltCase,
  asked: DifferentialCase,
): Promise<{ readonly full: Outcome; readonly modelled: Outcome }> {
  const full = await fullEvents(built, asked)
  check(full.findings.length === 0, `the witness finds nothing: ${JSON.stringify(full.findings)}`)
  const { events, result } = modelledEvents(built, asked)
  const [device] = result.devices
  check(device !== undefined, 'the fleet has a device')
  const broken = result.violations.filter(({ invariant }) => invariant !== 'converges')
  check(broken.length === 0, `no rule of safety is broken: ${JSON.stringify(broken)}`)
  return {
    full: outcomeOf(full.events, { names: payloadNames(full.tasks), wanBytes: full.wanBytes }),
    modelled: outcomeOf(events, { names: modelledNames(built), wanBytes: device.wanBytes }),
  }
}

/** The run of a case with real bytes. Where each fault happens follows from the run with those before it. */
export async function fullEvents({ update }: BuiltCase, { seed, faults }: DifferentialCase): Promise<FullRun> {
  const { wanOverhead: overhead, bootSeconds } = calibration
  const wan = { bytesPerSecond: wanBytesPerSecond, latencyMs: wanLatencyMs, overhead }
  const run = (placed: readonly FullFault[]) => runFull({ update, seed, wan, bootSeconds, faults: placed, endSeconds })
  const placed: FullFault[] = []
  for (const fault of faults) placed.push(...placeFault(fault, (await run(placed)).events))
  return run(placed)
}

/** The run of a case where bytes are only counted. */
export function modelledEvents(
  { update, model }: BuiltCase,
  { seed, faults }: DifferentialCase,
): { readonly events: readonly RunEvent[]; readonly result: RunResult } {
  const scenario = oneDevice(model, update.from.version)
  const run = (placed: readonly FullFault[]) => {
    const events: RunEvent[] = []
    const onEvent = (event: RunEvent) => void events.push(event)
    return { events, result: runScenario(scenario, { seed, faults: placed, onEvent, withFetches: true }) }
  }
  const placed: FullFault[] = []
  for (const fault of faults) placed.push(...placeFault(fault, run(placed).events))
  return run(placed)
}

/** The fault at its time in a run that goes as these events say; none where the device never enters the phase. */
function placeFault(
  { kind, phase, afterSeconds, seconds }: CaseFault,
  events: readonly RunEvent[],
): readonly FullFault[] {
  const published = events.find(({ event }) => event === 'published')
  const entered = events.find((event) => event.event === 'phase' && event['phase'] === phase)
  check(published !== undefined, 'the release is published')
  if (entered === undefined) return []
  const at = Math.max(0, (entered.at - published.at) / 1e6 + afterSeconds)
  const place = kind === 'wan-down' ? { site: 0 } : isOfTracker(kind) ? {} : { device: 0 }
  return [{ kind, at: Math.round(at * 1000) / 1000, seconds, ...place } as FullFault]
}

function modelledNames({ model, update: { from } }: BuiltCase): PayloadNames {
  const release = new ModelledRelease(model)
  const { tasks } = release.planFor(from.version, release.nothing, [])
  const fulls = release.chunks.map((_, chunk) => release.fullTask(chunk as (typeof tasks)[number]['ref']))
  return payloadNames([...tasks, ...fulls])
}

/** A fleet of one device, whose own work takes next to no time. */
function oneDevice(release: ReleaseModel, version: string): Scenario {
  const site: SiteClass = {
    name: 'one',
    sites: 1,
    devices: 1,
    wanDownMbit: (wanBytesPerSecond * 8) / 1e6,
    wanUpMbit: 1,
    wanLatencyMs,
    wanLoss: 0,
    lanMbit: 1000,
    lanLatencyMs: 1,
    radioMbit: undefined,
    reach: 'all',
    hasWan: true,
    arriveWithinSeconds: 0,
    updatedShare: 0,
    versions: [{ version, share: 1 }],
    wanHours: undefined,
    wanBudgetMiB: undefined,
    decodeMiBps: 10_000,
    flashMiBps: 10_000,
  }
  return {
    name: 'differential',
    title: 'One device, as the full fidelity has it.',
    policy: 'mycel',
    sites: [site],
    release,
    faults: [],
    originMbit: undefined,
    endSeconds,
    startsAt: '09:00',
    expect: [],
  }
}
