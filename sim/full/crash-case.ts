import type { Rest } from './live.ts'
import { type Ailments, well } from './machine.ts'

/** One way that an update can go, every instant of which is cut. */
export interface CrashCase {
  readonly name: string
  readonly ailments: Ailments
  /** Where the device ends, however often its power goes. */
  readonly rest: Rest
}

/** The ways that are cut, in the order in which they are. */
export const crashCases: readonly CrashCase[] = [
  { name: 'update', ailments: well, rest: 'confirmed' },
  { name: 'worn-device', ailments: { ...well, decoderErrs: true, slotRots: true }, rest: 'confirmed' },
  { name: 'unhealthy-release', ailments: { ...well, trial: 'unhealthy' }, rest: 'rolled-back' },
  { name: 'hanging-release', ailments: { ...well, trial: 'hangs' }, rest: 'rolled-back' },
]
