import { UserError } from '#core/errors.ts'
import type { Report } from '#sim/report/report.ts'
import type { RunResult } from '#sim/run/result.ts'
import type { Scenario } from '#sim/scenario/scenario.ts'

/** The runs of one shard, as `runs.jsonl` holds them: a line with the scenario, then a line for each run. */
export interface ShardRuns {
  readonly scenario: Scenario
  readonly runs: readonly RunResult[]
}

/** The lines of a `runs.jsonl`. */
export function* runsLines({ scenario, runs, comparisons }: Report): Generator<string> {
  yield `${JSON.stringify({ format: 1, scenario })}\n`
  for (const run of [...runs, ...comparisons.flatMap((other) => other.runs)]) yield `${JSON.stringify(run)}\n`
}

/** Reads a `runs.jsonl`. Throws {@link UserError} on anything else; `path` names the file in it. */
export function readRuns(text: string, path: string): ShardRuns {
  const [first = '', ...rest] = text.split('\n').filter((line) => line !== '')
  const head = lineOf(first, path, 1) as { readonly format?: unknown; readonly scenario?: Scenario }
  if (head.format !== 1 || !Array.isArray(head.scenario?.sites)) {
    throw new UserError(
      `${path}:1: it does not begin with a scenario: take the runs.jsonl that 'mycel sim run --out' wrote`,
    )
  }
  const runs = rest.map((line, index) => {
    const run = lineOf(line, path, index + 2) as Partial<RunResult>
    if (!Array.isArray(run.devices) || !Number.isSafeInteger(run.seed)) {
      throw new UserError(`${path}:${index + 2}: this is no run: the file is damaged, run its shard again`)
    }
    return run as RunResult
  })
  return { scenario: head.scenario, runs }
}

function lineOf(line: string, path: string, number: number): object {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // Said below, with the place.
  }
  throw new UserError(`${path}:${number}: this is not JSON: the file is damaged, run its shard again`)
}
