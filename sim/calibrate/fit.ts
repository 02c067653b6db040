import type { Calibration } from '#sim/run/calibration.ts'
import type { LabRun } from './lab-run.ts'
import { measuredOutcome, modelledOutcome } from './outcome.ts'

/** Rounds of a fit: each corrects what the one before left, which is little after the second. */
const rounds = 4

/**
 * Fits to one lab run what differs from machine to machine: bytes at the WAN link for each byte of content, and the time
 * that a device takes from a release that is offered to its first request. Everything else stays as it is.
 */
export function fitCalibration(lab: LabRun, before: Calibration): Calibration {
  const measured = measuredOutcome(lab)
  let fitted = before
  for (let round = 0; round < rounds; round += 1) {
    const { wanBytes, medianSeconds } = modelledOutcome(lab, fitted)
    const wanOverhead = toThousandths((fitted.wanOverhead * measured.wanBytes) / wanBytes)
    const lateMs = (measured.medianSeconds - medianSeconds) * 1000
    // The first round sees the times of links that carry another overhead.
    const startMs = round === 0 ? fitted.startMs : Math.max(0, Math.round(fitted.startMs + lateMs))
    fitted = { ...fitted, wanOverhead, startMs }
  }
  return fitted
}

function toThousandths(number: number): number {
  return Math.round(number * 1000) / 1000
}
