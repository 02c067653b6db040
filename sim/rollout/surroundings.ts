import type { Clock } from '#sim/clock.ts'
import type { RolloutModel } from '#sim/scenario/rollout-model.ts'
import type { ReleaseModel } from '#sim/scenario/scenario.ts'
import type { ModelledTracker } from './tracker.ts'
import type { Witness } from './witness.ts'

/** What all devices of a rollout share. */
export interface Surroundings {
  readonly clock: Clock
  readonly model: RolloutModel
  readonly release: ReleaseModel
  readonly tracker: ModelledTracker
  readonly witness: Witness
  /** From the decision to reboot until mycel runs. */
  readonly bootSeconds: number
  /** Now, in ms of Unix time. */
  readonly unixMs: () => number
}
