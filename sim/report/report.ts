import type { RunResult } from '#sim/run/result.ts'
import type { Judgement } from '#sim/scenario/judge.ts'
import type { Measured } from '#sim/scenario/measures.ts'
import type { Policy, Scenario } from '#sim/scenario/scenario.ts'

/** What a report is made of. Every list may be empty but `runs`. */
export interface Report {
  readonly scenario: Scenario
  /** The scenario with one policy, a run for each seed; at least one. */
  readonly runs: readonly RunResult[]
  /** The scenario with other policies, at seeds that `runs` has too. */
  readonly comparisons: readonly PolicyRuns[]
  /** Every promise of the scenario beside what came of it. */
  readonly judged: readonly Judgement[]
  /** Every measure of `runs`, of the worst seed; undefined: it was not reached. */
  readonly measured: Measured
  /** How the model was held against a lab run. */
  readonly calibration: readonly CalibrationRow[]
  /** The command that repeats these runs. */
  readonly command: string
  /** The command that repeats one of `runs`, but for its `--seed N`. */
  readonly runCommand: string
}

/** The runs of one other policy. */
export interface PolicyRuns {
  readonly policy: Policy
  readonly runs: readonly RunResult[]
}

/** One quantity of a lab run beside the model's. */
export interface CalibrationRow {
  /** The lab run. */
  readonly scenario: string
  /** The quantity with its unit: `WAN bytes, MiB`. */
  readonly what: string
  readonly measured: number
  readonly modelled: number
}

/** Whether every promise was kept and no rule broken. A scenario that promises nothing passes where no rule was broken. */
export function passes({ judged, runs }: Pick<Report, 'judged' | 'runs'>): boolean {
  return judged.every(({ met }) => met) && runs.every(({ violations }) => violations.length === 0)
}
