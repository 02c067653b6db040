import { BrokenRule } from '#core/check.ts'
import { drawFaults } from '#sim/faults/draw-faults.ts'
import { stuckDevices } from '#sim/invariants/stuck-devices.ts'
import { planSites } from '#sim/run/build-fleet.ts'
import type { RunResult } from '#sim/run/result.ts'
import type { RolloutModel } from '#sim/scenario/rollout-model.ts'
import type { RunOptions } from '#sim/scenario/run-options.ts'
import type { Scenario } from '#sim/scenario/scenario.ts'
import { runResultOf } from './result/run-result.ts'
import { RolloutWorld } from './world.ts'

/**
 * Runs a scenario with a rollout to its end: the rollout is over and every device has done what follows from it, or its
 * time is over. Who takes the release when is decided by the engines of tracker and devices; equal calls give equal results.
 */
export function runRollout(scenario: Scenario, model: RolloutModel, options: RunOptions): RunResult {
  const { seed, onEvent, onProgress } = options
  const faults = options.faults ?? drawFaults(scenario, planSites(scenario, seed), seed)
  const world = new RolloutWorld({ scenario, model, seed, faults, onEvent })
  const { recorder, tracker, witness, devices } = world
  try {
    world.run(() => {
      const done = tracker.isOver ? world.settled : witness.outcomes.confirmed.size
      onProgress?.({ virtualSeconds: world.seconds, done, devices: devices.length })
    })
    for (const { device, detail } of stuckDevices(world, faults)) recorder.violated('nobody-stuck', device, detail)
  } catch (error) {
    // A device or a tracker would end and start again; a simulator has found what it is for, and leaves a replay of it.
    if (!(error instanceof BrokenRule)) throw error
    recorder.violated('keeps-own-rules', undefined, error.message)
  }
  return { scenario: scenario.name, policy: 'mycel', seed, faults, ...runResultOf(world) }
}
