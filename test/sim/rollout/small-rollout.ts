import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Fault } from '#sim/faults/fault.ts'
import type { RolloutResult } from '#sim/rollout/result/rollout-result.ts'
import type { RunEvent, RunResult } from '#sim/run/result.ts'
import { runScenario } from '#sim/run/run-scenario.ts'
import { readScenario } from '#sim/scenario/read-scenario.ts'
import type { Scenario } from '#sim/scenario/scenario.ts'
import { read } from '#test/sim/scenario/read.ts'

/** A run with a rollout, and all its events. */
export interface RolledOut extends RunResult {
  readonly rollout: RolloutResult
  readonly events: readonly RunEvent[]
}

/** Twenty sites of devices, two hundred in all, that take a release in three phases within a day, but for what a test says. */
export function smallRollout({ devices = 10, defaults = '', rollout = '', rest = '' } = {}): Scenario {
  return read(`title: Two hundred devices take a hotfix.
endsAfter: 4 d
fleet:
  defaults: {devices: ${devices}, wanDown: 10 Mbit${defaults === '' ? '' : `, ${defaults}`}}
  sites: [{name: shop, sites: 20}]
release: {image: 16 MiB, delta: {1.0.0: 10 %}}
rollout: {template: hotfix${rollout === '' ? '' : `, ${rollout}`}}
${rest}`)
}

/** Runs a scenario with a rollout, with these faults in the place of its own where they are given. */
export function rollOut(
  scenario: Scenario,
  { seed = 1, faults }: { seed?: number; faults?: readonly Fault[] } = {},
): RolledOut {
  const events: RunEvent[] = []
  const onEvent = (event: RunEvent) => void events.push(event)
  const run = runScenario(scenario, { seed, onEvent, ...(faults === undefined ? {} : { faults }) })
  if (run.rollout === undefined) throw new Error('the scenario has a rollout')
  return { ...run, rollout: run.rollout, events }
}

/** A scenario that comes with mycel. */
export function fromGallery(name: string): Scenario {
  const path = resolve(import.meta.dirname, '../../../sim/scenarios', `${name}.yaml`)
  return readScenario(readFileSync(path, 'utf8'), `${name}.yaml`)
}

/** How many devices ended so. */
export function countOf({ devices }: RunResult, outcome: RunResult['devices'][number]['outcome']): number {
  return devices.filter((device) => device.outcome === outcome).length
}
