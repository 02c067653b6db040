import type { Rollout, RolloutPhase } from '#core/rollout/rollout.ts'

/** What an administrator asks for: a rollout, with the rules by which it goes on and stops. */
export interface RolloutPlan {
  readonly rollout: Pick<Rollout, 'id' | 'product' | 'version' | 'urgency' | 'consent'>
  readonly phases: readonly PlannedPhase[]
  /** Any of them that holds stops the rollout. */
  readonly stops: readonly StopRule[]
}

/** A phase, and what must be true before the next one opens. */
export interface PlannedPhase extends RolloutPhase {
  /** How long the phase is open at least, in ms. */
  readonly soakMs: number
  /** Devices of this phase that must have confirmed. */
  readonly minConfirmed: number
  /** The share of those who began in any open phase and ended that must have confirmed, in hundredths of a percent. */
  readonly successBasisPoints: number
  /** A person opens the next phase. */
  readonly approval: boolean
}

/** Stops a rollout when a metric is above its threshold. */
export interface StopRule {
  readonly metric: Metric
  /** In hundredths of a percent; at the threshold itself nothing stops. */
  readonly aboveBasisPoints: number
  /** With fewer devices than this the rollout pauses instead, for a person to look. */
  readonly sampleMin: number
  readonly action: 'pause' | 'abort' | 'abort-and-take-back'
}

/**
 * `install-failures`: of those that ended, how many failed before or in the trial. `crashes`: of those that
 * confirmed, how many crashed since. `gauge`: how much lower the mean of a gauge is on devices that were
 * updated than on those that were not, of the latter's mean.
 */
export type Metric =
  | { readonly type: 'install-failures' }
  | { readonly type: 'crashes' }
  | { readonly type: 'gauge'; readonly name: string }

/** What happens to a rollout. `at` is ms of Unix time on the tracker's clock; it never goes back (the shell sees to that). */
export type RolloutEvent =
  | { readonly type: 'asked'; readonly action: RolloutAction; readonly by: string; readonly at: number }
  /** What a device reported of the release of this rollout; each (device, outcome) counts once. */
  | { readonly type: 'outcome'; readonly outcome: Outcome; readonly phase: number; readonly at: number }
  /** The means of a gauge on updated and other devices, and how many devices of each reported it. */
  | { readonly type: 'gauges'; readonly readings: readonly GaugeReading[]; readonly at: number }
  /** This revision is signed and published: what it opens counts as open from now on. */
  | { readonly type: 'published'; readonly revision: number; readonly at: number }
  | { readonly type: 'tick'; readonly at: number }

/** What the shell of a rollout is to do. */
export type RolloutEffect =
  /** Sign it and publish it, in the place of its earlier revisions; ends in `published`. */
  | { readonly type: 'publish'; readonly rollout: Rollout }
  /** Tell people; every change of state and every reason is told. */
  | { readonly type: 'timeline'; readonly entry: TimelineEntry }
  /** Why an action that was asked for is not done. */
  | { readonly type: 'refused'; readonly reason: string }

/** One line of the story of a rollout. */
export interface TimelineEntry {
  readonly at: number
  readonly kind: 'created' | 'opened' | 'waiting' | 'paused' | 'resumed' | 'approved' | 'stopped' | 'complete'
  /** In words, with the numbers. */
  readonly text: string
  /** Who asked for it; undefined where the rules did it. */
  readonly by: string | undefined
}

/** What a person can ask of a rollout. */
export const rolloutActions = ['pause', 'resume', 'approve', 'cancel', 'abort', 'abort-and-take-back'] as const

/** One of {@link rolloutActions}. */
export type RolloutAction = (typeof rolloutActions)[number]

/** What became of a device in a rollout. */
export type Outcome = 'began' | 'confirmed' | 'install-failed' | 'trial-failed' | 'crashed' | 'taken-back'

/** A gauge on devices that run the release, and on the others. */
export interface GaugeReading {
  readonly name: string
  readonly updated: { readonly mean: number; readonly devices: number }
  readonly others: { readonly mean: number; readonly devices: number }
}
