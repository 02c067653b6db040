import type { CalibrationRow } from '#sim/report/report.ts'

/** How the model stands beside runs of the network lab; `docs/simulator.md` says when and how they were made. */
export const calibrationRows: readonly CalibrationRow[] = []
