import { UserError } from '#core/errors.ts'
import type { Report } from '#sim/report/report.ts'
import type { RunResult } from '#sim/run/result.ts'
import type { Scenario } from '#sim/scenario/scenario.ts'

/** The runs of one shard, as `runs.jsonl` holds them: a line with the scenario, then a line for each run. */
export interface ShardRuns {
  readonly scenario: Scenario
  /** {@link Report.runCommand} of the shard. */
  readonly runCommand: string
  readonly runs: readonly RunResult[]
}

/** The lines of a `runs.jsonl`. */
export function* runsLines({ scenario, runCommand, runs, comparisons }: Report): Generator<string> {
  yield `${JSON.stringify({ format: 1, runCommand, scenario })}\n`
  for (const run of [...runs, ...comparisons.flatMap((other) => other.runs)]) yield `${JSON.stringify(run)}\n`
}

/** Reads a `runs.jsonl`. Throws {@link UserError} on anything else; `path` names the file in it. */
export function readRuns(text: string, path: string): ShardRuns {
  const [first = '', ...rest] = text.split('\n').filter((line) => line !== '')
  const { format, scenario, runCommand } = lineOf(first, path, 1) as Partial<ShardRuns & { readonly format: unknown }>
  if (format !== 1 || !Array.isArray(scenario?.sites) || typeof runCommand !== 'string') {
    throw new UserError(
      `${path}:1: it does not begin with a scenario: take the runs.jsonl that 'mycel sim run --out' wrote`,
    )
  }
  const runs = rest.map((line, index) => {
    const run = lineOf(line, path, index + 2) as Partial<RunResult>
    const isWhole = [run.devices, run.sites, run.violations].every((list) => Array.isArray(list))
    if (isWhole && Number.isSafeInteger(run.seed)) return run as RunResult
    throw new UserError(`${path}:${index + 2}: this is no run: the file is damaged, run its shard again`)
  })
  if (runs.length === 0) throw new UserError(`${path} has no run: the file is damaged, run its shard again`)
  return { scenario, runCommand, runs }
}

function lineOf(line: string, path: string, number: number): object {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // Said below, with the place.
  }
  throw new UserError(
    `${path}:${number}: this is not JSON: take the runs.jsonl that 'mycel sim run --out' wrote; if it is, run its shard again`,
  )
}
