import { join } from 'node:path'
import { UserError } from '#core/errors.ts'
import { calibrationRows } from '#sim/calibrate/checked-against.ts'
import { EventsFile } from '#sim/report/events-jsonl.ts'
import { countOf } from '#sim/report/quantity.ts'
import type { Report } from '#sim/report/report.ts'
import type { RunResult } from '#sim/run/result.ts'
import { runScenario } from '#sim/run/run-scenario.ts'
import { judge } from '#sim/scenario/judge.ts'
import { measuresOf } from '#sim/scenario/measures.ts'
import type { Policy, Scenario } from '#sim/scenario/scenario.ts'
import { totalsOf } from '#sim/scenario/totals.ts'
import type { SeedRange, Shard } from './arguments.ts'
import { loadScenario, type ScenarioChanges } from './load-scenario.ts'
import { makeDirectory, type OutputOptions, writeOutput } from './output.ts'
import { ProgressBar } from './progress-bar.ts'

interface SweepOptions extends OutputOptions, ScenarioChanges {
  readonly seed?: number
  readonly seeds?: SeedRange
  readonly shard?: Shard
}

/** The commands that a report names: the one that repeats all of it, and the one of a single run, but for its seed. */
export type ReportCommands = Pick<Report, 'command' | 'runCommand'>

/** `mycel sim run`. */
export async function runCommand(named: string, options: SweepOptions & { readonly policy?: Policy }): Promise<void> {
  const { seeds, scenario } = await prepare(named, options)
  const policy = options.policy ?? scenario.policy
  const runs = runSeeds(scenario, policy, seeds, eventsPathOf(options))
  const words = options.policy === undefined ? [] : ['--policy', policy]
  const once = ['mycel sim run', named, ...words, ...wordsOf(options)].join(' ')
  await writeOutput(reportOf(scenario, runs, { command: `${once} ${seedWordsOf(options)}`, runCommand: once }), options)
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
  const { seeds, scenario } = await prepare(named, options)
  const runs = runSeeds(scenario, first, seeds, eventsPathOf(options))
  const comparisons = others.map((policy) => ({ policy, runs: runSeeds(scenario, policy, seeds, undefined) }))
  const words = wordsOf(options)
  const policies = [first, ...others].flatMap((policy) => ['--policy', policy])
  const command = ['mycel sim compare', named, ...policies, ...words, seedWordsOf(options)].join(' ')
  const once = ['mycel sim run', named, '--policy', first, ...words].join(' ')
  await writeOutput({ ...reportOf(scenario, runs, { command, runCommand: once }), comparisons }, options)
}

/** What a report says of runs of one policy. */
export function reportOf(scenario: Scenario, runs: readonly RunResult[], commands: ReportCommands): Report {
  const measured = measuresOf(scenario, runs)
  const judged = judge(scenario.expect, measured)
  return { scenario, runs, comparisons: [], measured, judged, calibration: calibrationRows, ...commands }
}

/** Finds out all that a command line can be wrong in before anything is run. */
async function prepare(
  named: string,
  options: SweepOptions & { readonly policy?: Policy | readonly Policy[] },
): Promise<{ readonly seeds: readonly number[]; readonly scenario: Scenario }> {
  const seeds = seedsOf(options)
  const scenario = await loadScenario(named, options)
  if (scenario.rollout !== undefined && options.policy !== undefined) {
    throw new UserError(`${scenario.name} is about a rollout, which no policy changes: run it without --policy`)
  }
  if (options.out !== undefined) await makeDirectory(options.out)
  tellSize(scenario, options)
  return { seeds, scenario }
}

/** Sites stay as large as they are, so that there may be more or fewer devices than were asked for. */
function tellSize({ name, sites }: Scenario, { devices: asked }: ScenarioChanges): void {
  const { devices } = totalsOf(sites)
  if (asked === undefined || devices === asked) return
  process.stderr.write(
    `${name} runs with ${countOf(devices, 'device')}, not ${asked}: its sites stay as large as they are\n`,
  )
}

function runSeeds(
  scenario: Scenario,
  policy: Policy,
  seeds: readonly number[],
  eventsPath: string | undefined,
): readonly RunResult[] {
  const events = eventsPath === undefined ? undefined : EventsFile.create(eventsPath)
  const bar = new ProgressBar()
  try {
    return seeds.map((seed, place) => {
      const which = seeds.length > 1 ? ` (${place + 1} of ${seeds.length})` : ''
      return runScenario(scenario, {
        seed,
        policy,
        ...(place === 0 && events !== undefined ? { onEvent: (event) => events.write(event) } : {}),
        onProgress: (progress) => bar.run(`${scenario.name} ${policy} seed ${seed}${which}`, progress),
      })
    })
  } finally {
    bar.end()
    events?.close()
  }
}

/** The events of the first seed are enough to see what happens; any other is a run away. */
function eventsPathOf({ out }: OutputOptions): string | undefined {
  return out === undefined ? undefined : join(out, 'events.jsonl')
}

function seedsOf({ seed, seeds, shard }: SweepOptions): readonly number[] {
  if (seed !== undefined && seeds !== undefined) {
    throw new UserError('--seed is for one run and --seeds for several: leave out one of them')
  }
  if (shard !== undefined && seeds === undefined) {
    throw new UserError('--shard takes a part of the seeds of a sweep: give them too, as --seeds 1..100')
  }
  const { from, to } = seeds ?? { from: seed ?? 1, to: seed ?? 1 }
  const all = Array.from({ length: to - from + 1 }, (_, index) => from + index)
  const chosen = shard === undefined ? all : all.filter((_, index) => index % shard.of === shard.index)
  if (chosen.length > 0) return chosen
  throw new UserError(
    `shard ${shard?.index}/${shard?.of} has no seed: take at most ${all.length} shards for ${all.length} seeds`,
  )
}

/** What a command line changes of the scenario, as words. */
function wordsOf({ devices, release, product, version, component }: ScenarioChanges): readonly string[] {
  const values = Object.entries({ devices, release, product, version, component })
  return values.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, String(value)]))
}

function seedWordsOf({ seed, seeds, shard }: SweepOptions): string {
  if (seeds === undefined) return `--seed ${seed ?? 1}`
  const part = shard === undefined ? '' : ` --shard ${shard.index}/${shard.of}`
  return `--seeds ${seeds.from}..${seeds.to}${part}`
}
