import { predictAarch64, predictArm } from './arm.ts'
import { predictDistances32, predictPointers32, predictPointers64 } from './pointers.ts'
import type { PredictedPiece } from './predicted-piece.ts'
import type { ProgramMap } from './program-map.ts'
import { predictThumb } from './thumb.ts'
import { predictX86 } from './x86-64.ts'

/** A way to find references in bytes and to say where they will lead. */
type Rule = (piece: PredictedPiece, map: ProgramMap) => void

/**
 * The rules by their bits in a patch (`docs/format.md` §7), in the order in which they are carried out: each reads the base,
 * and where two write the later one holds.
 */
const rules: readonly Rule[] = [
  predictPointers32,
  predictPointers64,
  predictDistances32,
  predictThumb,
  predictArm,
  predictAarch64,
  predictX86,
]

/** Every set of rules that there is, as one number that none is above. */
export const ruleSets = 1 << rules.length

/** Predicts the references of a piece by a set of rules, 0 to {@link ruleSets} − 1. */
export function predictReferences(set: number, piece: PredictedPiece, map: ProgramMap): void {
  for (let bit = 0; set >> bit !== 0; bit++) {
    if ((set >> bit) & 1) rules[bit]?.(piece, map)
  }
}
