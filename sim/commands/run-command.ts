import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '#core/errors.ts'
import { calibrationRows } from '#sim/calibrate/checked-against.ts'
import { EventsFile } from '#sim/report/events-jsonl.ts'
import type { Report } from '#sim/report/report.ts'
import type { RunResult } from '#sim/run/result.ts'
import { runScenario } from '#sim/run/run-scenario.ts'
import { judge } from '#sim/scenario/judge.ts'
import { measuresOf } from '#sim/scenario/measures.ts'
import type { Policy, Scenario } from '#sim/scenario/scenario.ts'
import type { SeedRange, Shard } from './arguments.ts'
import { loadScenario, type ScenarioChanges } from './load-scenario.ts'
import { type OutputOptions, writeOutput } from './output.ts'
import { ProgressBar } from './progress-bar.ts'

interface SweepOptions extends OutputOptions, ScenarioChanges {
  readonly seed?: number
  readonly seeds?: SeedRange
  readonly shard?: Shard
}

/** `mycel sim run`. */
export async function runCommand(named: string, options: SweepOptions & { readonly policy?: Policy }): Promise<void> {
  const scenario = await scenarioWith(named, options)
  const policy = options.policy ?? scenario.policy
  const runs = runSeeds(scenario, policy, options, 'events.jsonl')
  await writeOutput(reportOf(scenario, runs, commandOf('run', named, options)), options)
}

/** `mycel sim compare`. */
export async function compareCommand(
  named: string,
  options: SweepOptions & { readonly policy?: readonly Policy[] },
): Promise<void> {
  const [first, ...others] = new Set(options.policy ?? [])
  if (first === undefined || others.length === 0) {
    throw new UserError('a comparison needs two policies or more: --policy mycel --policy origin-only')
  }
  const scenario = await scenarioWith(named, options)
  const runs = runSeeds(scenario, first, options, 'events.jsonl')
  const comparisons = others.map((policy) => ({ policy, runs: runSeeds(scenario, policy, options, undefined) }))
  await writeOutput({ ...reportOf(scenario, runs, commandOf('compare', named, options)), comparisons }, options)
}

/** What a report says of runs of one policy. */
export function reportOf(scenario: Scenario, runs: readonly RunResult[], command: string): Report {
  const measured = measuresOf(scenario, runs)
  return {
    scenario,
    runs,
    comparisons: [],
    measured,
    judged: judge(scenario.expect, measured),
    calibration: calibrationRows,
    command,
    replayCommand: (_, seed) => `${command.replace(/ --seeds? \S+| --shard \S+/g, '')} --seed ${seed}`,
  }
}

async function scenarioWith(named: string, options: SweepOptions): Promise<Scenario> {
  if (options.seed !== undefined && options.seeds !== undefined) {
    throw new UserError('--seed is for one run and --seeds for several: leave out one of them')
  }
  return loadScenario(named, options)
}

function runSeeds(
  scenario: Scenario,
  policy: Policy,
  options: SweepOptions,
  eventsName: string | undefined,
): readonly RunResult[] {
  const seeds = seedsOf(options)
  if (options.out !== undefined) mkdirSync(options.out, { recursive: true })
  // The events of the first seed are enough to see what happens; any other is a run away.
  const events =
    options.out === undefined || eventsName === undefined ? undefined : EventsFile.create(join(options.out, eventsName))
  const bar = new ProgressBar()
  try {
    return seeds.map((seed, place) => {
      const name = `${scenario.name} ${policy} seed ${seed}${seeds.length > 1 ? ` (${place + 1} of ${seeds.length})` : ''}`
      return runScenario(scenario, {
        seed,
        policy,
        ...(place === 0 && events !== undefined ? { onEvent: (event) => events.write(event) } : {}),
        onProgress: (progress) => bar.run(name, progress),
      })
    })
  } finally {
    bar.end()
    events?.close()
  }
}

function seedsOf({ seed, seeds, shard }: SweepOptions): readonly number[] {
  const { from, to } = seeds ?? { from: seed ?? 1, to: seed ?? 1 }
  const all = Array.from({ length: to - from + 1 }, (_, index) => from + index)
  const chosen = shard === undefined ? all : all.filter((_, index) => index % shard.of === shard.index)
  if (chosen.length === 0)
    throw new UserError(`this shard has no seed: there are only ${all.length}, take fewer shards`)
  return chosen
}

function commandOf(
  verb: 'run' | 'compare',
  named: string,
  options: SweepOptions & { readonly policy?: Policy | readonly Policy[] },
): string {
  const { seed, seeds, shard, devices, release, product, version, policy } = options
  const words = [
    ...(policy === undefined ? [] : [policy].flat().map((name) => `--policy ${name}`)),
    ...(devices === undefined ? [] : [`--devices ${devices}`]),
    ...(release === undefined ? [] : [`--release ${release}`]),
    ...(product === undefined ? [] : [`--product ${product}`]),
    ...(version === undefined ? [] : [`--version ${version}`]),
    seeds === undefined ? `--seed ${seed ?? 1}` : `--seeds ${seeds.from}..${seeds.to}`,
    ...(shard === undefined ? [] : [`--shard ${shard.index}/${shard.of}`]),
  ]
  return ['mycel', 'sim', verb, named, ...words].join(' ')
}
