import { Random } from '#sim/random.ts'
import type { RunResult } from '#sim/run/result.ts'
import { runScenario } from '#sim/run/run-scenario.ts'
import { randomScenario } from '#sim/scenario/random-scenario.ts'
import { type Replay, replayOf } from './replay.ts'

/** Runs the random scenario of a seed. `replay` is undefined where no rule was broken. */
export function fuzzSeed(seed: number): { readonly run: RunResult; readonly replay: Replay | undefined } {
  const scenario = randomScenario(new Random(seed).stream('scenario'))
  const run = runScenario(scenario, { seed })
  return { run, replay: replayOf(scenario, run) }
}
