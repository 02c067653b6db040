/**
 * Who may take a release now: what a tracker signs with its rollout key, as the `custom.mycel` of a target
 * `rollouts/PRODUCT/ID`. It names a release that the release keys signed, and adds nothing to what that may do.
 */
export interface Rollout {
  /** A name, unique for the product; devices draw their cohort from it. */
  readonly id: string
  readonly product: string
  /** The release that is exposed. */
  readonly version: string
  /** Counts up with every change, from 1. */
  readonly revision: number
  readonly state: RolloutState
  /** 1 to {@link phasesMax}, in the order in which they open. */
  readonly phases: readonly RolloutPhase[]
  /** How many of them are open, from the first; 0 while nobody may begin. */
  readonly openPhases: number
  /** Devices that run the release go back to the one before; only of a rollout that is `aborted`. */
  readonly takeBack: boolean
  readonly urgency: Urgency
  readonly consent: Consent
}

/**
 * `running`: who is admitted may begin. `paused`: nobody begins, who has begun goes on. `cancelled`: as paused, for
 * good. `aborted`: who has not booted the release yet drops it. `complete`: all phases are open and have proved good.
 */
export type RolloutState = 'running' | 'paused' | 'cancelled' | 'aborted' | 'complete'

/** A step of exposure: those devices that the selector matches and whose cohort is below the share. */
export interface RolloutPhase {
  readonly name: string
  readonly select: Selector
  /** The share of the devices that match, in hundredths of a percent: 1 to 10,000. */
  readonly basisPoints: number
}

/** Matches a device when each of its tags that is named here has one of the values; without names it matches all. */
export type Selector = Readonly<Record<string, readonly string[]>>

/** `critical` leaves out windows, jitter and skips. */
export type Urgency = 'normal' | 'critical'

/** Whether an owner may put the release off, and how often and how long. */
export type Consent =
  | { readonly type: 'mandatory' }
  | { readonly type: 'optional'; readonly skipsMax: number; readonly daysMax: number }

/** The most phases of a rollout. */
export const phasesMax = 32

/** All devices, in hundredths of a percent. */
export const basisPointsMax = 10_000
