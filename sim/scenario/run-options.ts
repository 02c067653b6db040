import type { Fault } from '#sim/faults/fault.ts'
import type { Calibration } from '#sim/run/calibration.ts'
import type { RunEvent } from '#sim/run/result.ts'
import type { Policy } from './scenario.ts'

/** How one scenario is run. */
export interface RunOptions {
  readonly seed: number
  /** Instead of the scenario's. */
  readonly policy?: Policy
  /** Instead of drawing them from the seed: replay and shrinking. */
  readonly faults?: readonly Fault[]
  /** Is handed every event in the order of their times, when the run is over. */
  readonly onEvent?: (event: RunEvent) => void
  readonly onProgress?: (progress: RunProgress) => void
  /** Instead of what was fitted: for calibrating. */
  readonly calibration?: Calibration
  /** Where an update ends: `staged` leaves the reboot to somebody who never comes, as in the network lab. Default: `confirmed`. */
  readonly until?: 'confirmed' | 'staged'
  /** Whether every fetch that a device begins is an event too: too many for a large fleet. Default: no. */
  readonly withFetches?: boolean
}

/** How far a run is. */
export interface RunProgress {
  /** Of the sites that are being run now. */
  readonly virtualSeconds: number
  /** Devices that have reached what they can. */
  readonly done: number
  readonly devices: number
}
