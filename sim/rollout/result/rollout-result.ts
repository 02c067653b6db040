import type { RolloutState } from '#core/rollout/rollout.ts'
import type { TimelineEntry } from '#tracker/engine/rollout/contract.ts'
import type { HistoryPoint } from './history.ts'

/** What came of a rollout in one run. Times are seconds after the release. */
export interface RolloutResult {
  readonly state: RolloutState
  readonly phases: readonly PhaseResult[]
  /** When the tracker stopped it, and how many devices had begun by then; undefined: it did not. */
  readonly stop: { readonly at: number; readonly exposed: number } | undefined
  /** Devices that began in all: the last of them before the abort came to them. */
  readonly exposed: number
  /** Devices that went back to the version before because the release was taken back. */
  readonly takenBack: number
  readonly crashed: number
  readonly story: readonly StoryLine[]
  readonly history: readonly HistoryPoint[]
}

/** One phase of a rollout. */
export interface PhaseResult {
  readonly name: string
  /** When devices could read that it is open; undefined: it never was. */
  readonly openedAt: number | undefined
  /** Devices that this phase was the first to admit, and that began. */
  readonly exposed: number
}

/** A line of the story of a rollout; `at` is seconds after the release. */
export interface StoryLine extends Pick<TimelineEntry, 'kind' | 'text'> {
  readonly at: number
}
