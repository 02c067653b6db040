import type { Calibration } from '#sim/run/calibration.ts'
import { runScenario } from '#sim/run/run-scenario.ts'
import type { Policy } from '#sim/scenario/scenario.ts'
import type { LabRun } from './lab-run.ts'
import { modelOfLab } from './scenario-of-lab.ts'

/** What a lab run and its model are compared by. */
export interface Outcome {
  /** At the WAN links, into all sites, from the release on. */
  readonly wanBytes: number
  /** From the release until half of the devices that lived had verified the image; of an even number the later middle one. */
  readonly medianSeconds: number
  readonly lastSeconds: number
}

/** Chance decides little here: who starts when. */
const seed = 1

/** What the lab measured. */
export function measuredOutcome({ wanCopies, payloadBytes, sites, medianSeconds, seconds }: LabRun): Outcome {
  return { wanBytes: wanCopies * payloadBytes * sites, medianSeconds, lastSeconds: seconds }
}

/** What the model makes of the same run. */
export function modelledOutcome(lab: LabRun, calibration: Calibration, policy: Policy = 'mycel'): Outcome {
  const { scenario, faults } = modelOfLab(lab)
  const { wanIntervals, devices } = runScenario(scenario, { seed, policy, faults, calibration, until: 'staged' })
  const dead = new Set(faults.flatMap((fault) => (fault.kind === 'dies' ? fault.device : [])))
  const times = devices
    .filter((_, device) => !dead.has(device))
    .map(({ verifiedAt }) => verifiedAt ?? Number.POSITIVE_INFINITY)
    .toSorted((left, right) => left - right)
  return {
    wanBytes: wanIntervals.reduce((sum, bytes) => sum + bytes, 0),
    medianSeconds: times[Math.floor(times.length / 2)] ?? 0,
    lastSeconds: times.at(-1) ?? 0,
  }
}
