import { readFile } from 'node:fs/promises'
import { UserError } from '#core/errors.ts'
import type { RunResult } from '#sim/run/result.ts'
import { makeDirectory, type OutputOptions, writeOutput } from './output.ts'
import { reportOf } from './run-command.ts'
import { readRuns, type ShardRuns } from './runs-file.ts'

interface Shard extends ShardRuns {
  readonly path: string
}

/** `mycel sim merge`: the same runs in any order give the same report, and one that is given twice counts once. */
export async function mergeCommand(
  paths: readonly string[],
  options: OutputOptions & { readonly out: string },
): Promise<void> {
  const shards = await Promise.all(paths.map(readShard))
  const first = requireOneScenario(shards)
  await makeDirectory(options.out)
  const runs = new Map<string, RunResult>()
  for (const run of shards.flatMap((shard) => shard.runs)) runs.set(`${run.policy} ${run.seed}`, run)
  const sorted = [...runs.values()].toSorted((left, right) => left.seed - right.seed)
  // A shard begins with the policy that the others are compared with.
  const policy = first.runs[0]?.policy ?? first.scenario.policy
  const own = sorted.filter((run) => run.policy === policy)
  const others = [...new Set(sorted.map((run) => run.policy))].filter((name) => name !== policy)
  const comparisons = others.map((name) => ({ policy: name, runs: sorted.filter((run) => run.policy === name) }))
  const command = `mycel sim merge ${paths.join(' ')} --out ${options.out}`
  await writeOutput(
    { ...reportOf(first.scenario, own, { command, runCommand: first.runCommand }), comparisons },
    options,
  )
}

async function readShard(path: string): Promise<Shard> {
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new UserError(`${path} cannot be read: ${error.message}; name the runs.jsonl of every shard`)
  })
  return { path, ...readRuns(text, path) }
}

function requireOneScenario([first, ...others]: readonly Shard[]): Shard {
  if (first === undefined) throw new UserError('name the runs.jsonl of every shard')
  for (const { path, scenario } of others) {
    if (JSON.stringify(scenario) === JSON.stringify(first.scenario)) continue
    throw new UserError(`${path} is of another scenario than ${first.path}: merge only shards of one sweep`)
  }
  return first
}
