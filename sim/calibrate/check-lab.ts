import type { CalibrationRow } from '#sim/report/report.ts'
import type { Calibration } from '#sim/run/calibration.ts'
import { type LabRun, nameOf } from './lab-run.ts'
import { measuredOutcome, modelledOutcome, type Outcome } from './outcome.ts'

/** One quantity of a lab run beside the model's. */
export interface LabCheck extends CalibrationRow {
  /** The model's less the lab's, in percent of the lab's. */
  readonly errorPercent: number
  /** The most that it may be either way. */
  readonly boundPercent: number
}

/** What a lab run was used for. */
export type LabUse = 'fitted' | 'checked'

/** What is compared, and how far the model may be off. */
const quantities = [
  { what: 'WAN bytes, MiB', boundPercent: 3, of: ({ wanBytes }: Outcome) => wanBytes / 2 ** 20 },
  { what: 'median completion, s', boundPercent: 10, of: ({ medianSeconds }: Outcome) => medianSeconds },
  { what: 'last device, s', boundPercent: 15, of: ({ lastSeconds }: Outcome) => lastSeconds },
] as const

/** Holds the model against one lab run; `use` says whether the constants were fitted to it, which leaves little to be off. */
export function checkLab(lab: LabRun, calibration: Calibration, use: LabUse = 'checked'): readonly LabCheck[] {
  const scenario = use === 'fitted' ? `${nameOf(lab)} (fitted)` : nameOf(lab)
  const [measured, modelled] = [measuredOutcome(lab), modelledOutcome(lab, calibration)]
  return quantities.map(({ what, boundPercent, of }) => {
    const errorPercent = (100 * (of(modelled) - of(measured))) / of(measured)
    const row = { scenario, what, measured: rounded(of(measured)), modelled: rounded(of(modelled)) }
    return { ...row, errorPercent, boundPercent }
  })
}

/** Whether the model is as near as it must be. */
export function isWithin({ errorPercent, boundPercent }: LabCheck): boolean {
  return Math.abs(errorPercent) <= boundPercent
}

function rounded(number: number): number {
  return Math.round(number * 100) / 100
}
