import { UserError } from '#core/errors.ts'
import type { Fault } from '#sim/faults/fault.ts'
import type { RunResult, Violation } from '#sim/run/result.ts'
import type { Policy, Scenario } from '#sim/scenario/scenario.ts'

/** One run that broke a rule, with all that it takes to run it again: the content of `replay.json`. */
export interface Replay {
  readonly format: 1
  readonly scenario: Scenario
  readonly policy: Policy
  readonly seed: number
  /** The faults that were drawn, so that one can be left out and no other moves. */
  readonly faults: readonly Fault[]
  /** The first rule that was broken. */
  readonly violation: Violation
  /** {@link RunResult.traceDigest}: another one means that the code has changed since. */
  readonly traceDigest: string
}

/** The largest replay that is read, in bytes. */
export const replayBytesMax = 64 * 1024 * 1024

/** The replay of a run that broke a rule; undefined for one that broke none. */
export function replayOf(scenario: Scenario, run: RunResult): Replay | undefined {
  const [violation] = run.violations
  if (violation === undefined) return undefined
  const { policy, seed, faults, traceDigest } = run
  return { format: 1, scenario, policy, seed, faults, violation, traceDigest }
}

/** A replay as text. */
export function replayText(replay: Replay): string {
  return `${JSON.stringify(replay, null, 1)}\n`
}

/** Reads a replay that mycel wrote. Throws {@link UserError} on anything else; `path` names the file in it. */
export function readReplay(text: string, path: string): Replay {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new UserError(`${path} is no replay: it is not JSON (${(error as Error).message})`)
  }
  const replay = value as Partial<Replay> | null
  const isWhole =
    replay !== null &&
    typeof replay === 'object' &&
    replay.format === 1 &&
    typeof replay.scenario === 'object' &&
    Array.isArray(replay.scenario?.sites) &&
    Array.isArray(replay.faults) &&
    Number.isSafeInteger(replay.seed) &&
    typeof replay.violation?.invariant === 'string'
  if (!isWhole) throw new UserError(`${path} is no replay of this version: take the replay.json that 'mycel sim' wrote`)
  return replay as Replay
}
