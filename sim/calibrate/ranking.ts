import type { Calibration } from '#sim/run/calibration.ts'
import { type LabRun, nameOf } from './lab-run.ts'
import { measuredOutcome, modelledOutcome, type Outcome } from './outcome.ts'

/** The same site with mycel and with every device on its own: how many times more the latter takes. */
export interface Ranking {
  readonly scenario: string
  readonly measured: Advantage
  readonly modelled: Advantage
}

/** How many times more bytes and time every device on its own takes. */
export interface Advantage {
  readonly wanBytes: number
  readonly lastSeconds: number
}

/**
 * Compares each run in which devices were isolated, which is a download of its own for each, with the run of the same
 * shape in which they were not. In the model the isolated devices follow the policy `origin-only`.
 */
export function rankingsOf(labs: readonly LabRun[], calibration: Calibration): readonly Ranking[] {
  return labs.flatMap((alone) => {
    if (alone.faults.join() !== 'isolate') return []
    const together = labs.filter((lab) => lab.faults.length === 0 && shapeOf(lab) === shapeOf(alone))
    return together.map((lab) => ({
      scenario: nameOf(lab),
      measured: advantage(measuredOutcome(alone), measuredOutcome(lab)),
      modelled: advantage(modelledOutcome(lab, calibration, 'origin-only'), modelledOutcome(lab, calibration)),
    }))
  })
}

/** Whether the model would name another winner than the lab. */
export function isReversed({ measured, modelled }: Ranking): boolean {
  return measured.wanBytes > 1 !== modelled.wanBytes > 1 || measured.lastSeconds > 1 !== modelled.lastSeconds > 1
}

function advantage(alone: Outcome, together: Outcome): Advantage {
  return { wanBytes: alone.wanBytes / together.wanBytes, lastSeconds: alone.lastSeconds / together.lastSeconds }
}

function shapeOf({ sites, devicesPerSite, wanMbit, lanMbit, imageBytes, chunkBytes }: LabRun): string {
  return [sites, devicesPerSite, wanMbit, lanMbit, imageBytes, chunkBytes].join()
}
