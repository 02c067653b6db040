import { messageOf, UserError } from '#core/errors.ts'
import { type Fault, faultKinds } from '#sim/faults/fault.ts'
import type { RunResult, Violation } from '#sim/run/result.ts'
import { type Policy, policies, type Scenario } from '#sim/scenario/scenario.ts'

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
  } catch (cause) {
    throw new UserError(`${path} is no replay: it is not JSON (${messageOf(cause)})`, { cause })
  }
  if (isReplay(value)) return value
  throw new UserError(`${path} is no replay of this version: take the replay.json that 'mycel sim' wrote`)
}

/** Looks at what tells a replay from any other file; what is inside was checked when it was written. */
function isReplay(value: unknown): value is Replay {
  const replay = (value ?? {}) as Partial<Replay>
  return (
    replay.format === 1 &&
    Array.isArray(replay.scenario?.sites) &&
    policies.includes(replay.policy as Policy) &&
    Number.isSafeInteger(replay.seed) &&
    Array.isArray(replay.faults) &&
    replay.faults.every(isFault) &&
    typeof replay.violation?.invariant === 'string' &&
    typeof replay.traceDigest === 'string'
  )
}

function isFault(value: Partial<Fault> | null): boolean {
  const { kind, at = -1, seconds = -1 } = value ?? {}
  return faultKinds.includes(kind as Fault['kind']) && at >= 0 && seconds >= 0
}
