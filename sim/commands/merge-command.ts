import { readFile } from 'node:fs/promises'
import { UserError } from '#core/errors.ts'
import type { RunResult } from '#sim/run/result.ts'
import { type OutputOptions, writeOutput } from './output.ts'
import { reportOf } from './run-command.ts'
import { readRuns } from './runs-file.ts'

/** `mycel sim merge`: the same runs in any order give the same report, and one that is given twice counts once. */
export async function mergeCommand(paths: readonly string[], options: OutputOptions): Promise<void> {
  const shards = []
  for (const path of paths) {
    const text = await readFile(path, 'utf8').catch((error: Error) => {
      throw new UserError(`${path} cannot be read: ${error.message}`)
    })
    shards.push({ path, ...readRuns(text, path) })
  }
  const [first] = shards
  if (first === undefined) throw new UserError('name the runs.jsonl of every shard')
  for (const { path, scenario } of shards) {
    if (JSON.stringify(scenario) === JSON.stringify(first.scenario)) continue
    throw new UserError(`${path} is of another scenario than ${first.path}: merge only shards of one sweep`)
  }
  const runs = new Map<string, RunResult>()
  for (const run of shards.flatMap((shard) => shard.runs)) runs.set(`${run.policy} ${run.seed}`, run)
  const sorted = [...runs.values()].toSorted((left, right) => left.seed - right.seed)
  const policy = first.runs[0]?.policy ?? first.scenario.policy
  const own = sorted.filter((run) => run.policy === policy)
  const others = [...new Set(sorted.map((run) => run.policy))].filter((name) => name !== policy)
  const comparisons = others.map((name) => ({ policy: name, runs: sorted.filter((run) => run.policy === name) }))
  const command = `mycel sim merge ${paths.join(' ')}`
  await writeOutput({ ...reportOf(first.scenario, own, command), comparisons }, options)
}
