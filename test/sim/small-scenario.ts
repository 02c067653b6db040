import type { Fault } from '#sim/faults/fault.ts'
import type { RunEvent, RunResult } from '#sim/run/result.ts'
import { runScenario } from '#sim/run/run-scenario.ts'
import type { Scenario } from '#sim/scenario/scenario.ts'
import { read } from '#test/sim/scenario/read.ts'

/** Bytes of the image, and of the payloads that bring it. */
export const imageBytes = 4 * 1024 * 1024

/** Four devices at one site that take 64 chunks of 64 KiB, but for what a test says of the site and the rest of the file. */
export function smallScenario({ site = '', rest = '' } = {}): Scenario {
  return read(`title: Four devices at one site.
fleet:
  defaults: {devices: 4, wanDown: 8 Mbit, arriveWithin: 0 s}
  sites: [{name: shop${site === '' ? '' : `, ${site}`}}]
release: {image: 4 MiB, chunk: 64 KiB}
${rest}`)
}

/** A run of a scenario in which these faults happen, and all its events. */
export interface FaultyRun extends RunResult {
  readonly events: readonly RunEvent[]
}

/** Runs a scenario with these faults and no others. */
export function runWith(scenario: Scenario, ...faults: readonly Fault[]): FaultyRun {
  const events: RunEvent[] = []
  const run = runScenario(scenario, { seed: 1, faults, onEvent: (event) => void events.push(event) })
  return { ...run, events }
}
