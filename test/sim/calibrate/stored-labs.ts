import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type LabRun, readLabRun } from '#sim/calibrate/lab-run.ts'

/** A run of the lab that is kept beside this file, as `npm run lab -- … --json` printed it: `lab-NAME.json`. */
export function storedLab(name: string): LabRun {
  const path = join(import.meta.dirname, `lab-${name}.json`)
  return readLabRun(readFileSync(path, 'utf8'), path)
}

/** The names of all of them; the model was fitted to the first. */
export const storedLabs = ['8', '4', 'isolate', '2x4', 'kill', 'cut', '12'] as const
