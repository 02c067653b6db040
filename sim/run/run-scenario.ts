import { createHash } from 'node:crypto'
import { BrokenRule } from '#core/check.ts'
import { later } from '#core/engine.ts'
import { ModelledRelease } from '#sim/device/modelled-release.ts'
import { drawFaults } from '#sim/faults/draw-faults.ts'
import type { Fault } from '#sim/faults/fault.ts'
import { FaultInjector } from '#sim/faults/fault-injector.ts'
import { convergenceOf } from '#sim/invariants/convergence.ts'
import { runRollout } from '#sim/rollout/run-rollout.ts'
import type { RunOptions } from '#sim/scenario/run-options.ts'
import type { Policy, Scenario } from '#sim/scenario/scenario.ts'
import { planSites, type SitePlan } from './build-fleet.ts'
import { calibration } from './calibration.ts'
import { Fleet, publishedAt } from './fleet.ts'
import type { RunEvent, RunResult } from './result.ts'
import { type FleetResult, resultOf } from './result-of.ts'
import { joinIntervals, WanMeter } from './wan-meter.ts'

/** Virtual time between two reports of progress. */
const progressMs = 1_000

/**
 * Runs a scenario to its end: every device has reached what it can, or its time is over. Equal calls give equal
 * results. Sites that share nothing but an origin without limits are run one after the other, in the memory of one. One
 * with a rollout is run as {@link runRollout} says.
 */
export function runScenario(scenario: Scenario, options: RunOptions): RunResult {
  if (scenario.rollout !== undefined) return runRollout(scenario, scenario.rollout, options)
  const { seed, onEvent, onProgress, until = 'confirmed', withFetches = false } = options
  const policy = options.policy ?? scenario.policy
  const plans = planSites(scenario, seed)
  const faults = options.faults ?? drawFaults(scenario, plans, seed)
  const release = new ModelledRelease(scenario.release)
  const devices = plans.reduce((sum, { count }) => sum + count, 0)
  const shared = {
    scenario,
    release,
    policy,
    seed,
    until,
    withFetches,
    calibration: options.calibration ?? calibration,
  }
  const events: RunEvent[] = []
  const parts: FleetResult[] = []
  let doneBefore = 0
  for (const island of islandsOf(scenario, policy, plans)) {
    const listener = onEvent === undefined ? undefined : (event: RunEvent) => void events.push(event)
    const fleet = new Fleet({ ...shared, plans: island, onEvent: listener })
    const tell = () => onProgress?.({ virtualSeconds: fleet.seconds, done: doneBefore + fleet.done, devices })
    parts.push(runFleet(fleet, faults, tell))
    doneBefore += fleet.done
  }
  if (onEvent !== undefined) for (const event of events.sort((left, right) => left.at - right.at)) onEvent(event)
  return { scenario: scenario.name, policy, seed, faults, ...joined(parts) }
}

/** Sites that have something in common are run together. */
function islandsOf(scenario: Scenario, policy: Policy, plans: readonly SitePlan[]): readonly (readonly SitePlan[])[] {
  const isCoupled = policy === 'random-peers' || scenario.originMbit !== undefined
  return isCoupled ? [plans] : plans.map((plan) => [plan])
}

function runFleet(fleet: Fleet, faults: readonly Fault[], tell: () => void): FleetResult {
  const injector = new FaultInjector(fleet, faults)
  const meter = new WanMeter(fleet)
  const again = (): void => {
    tell()
    fleet.clock.at(later(fleet.clock.now, progressMs), again)
  }
  again()
  const end = later(publishedAt, fleet.scenario.endSeconds * 1000)
  try {
    fleet.clock.run(end, () => injector.isOver && fleet.isSettled)
    for (const { invariant, device, detail } of convergenceOf(fleet, faults)) {
      fleet.recorder.violated(invariant, device, detail)
    }
  } catch (error) {
    // A device would end and start again; a simulator has found what it is for, and leaves a replay of it.
    if (!(error instanceof BrokenRule)) throw error
    fleet.recorder.violated('keeps-own-rules', undefined, error.message)
  }
  return resultOf(fleet, meter)
}

/** The results of the parts as one, in their order. */
function joined(parts: readonly FleetResult[]): FleetResult {
  const sum = (of: (part: FleetResult) => number) => parts.reduce((total, part) => total + of(part), 0)
  const digests = createHash('sha256')
  for (const { traceDigest } of parts) digests.update(traceDigest)
  return {
    virtualSeconds: Math.max(...parts.map(({ virtualSeconds }) => virtualSeconds)),
    violations: parts.flatMap(({ violations }) => violations),
    sites: parts.flatMap(({ sites }) => sites),
    devices: parts.flatMap(({ devices }) => devices),
    ...joinIntervals(parts),
    originBytes: sum(({ originBytes }) => originBytes),
    inputs: sum(({ inputs }) => inputs),
    traceDigest: digests.digest('hex'),
  }
}
