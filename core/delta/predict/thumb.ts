import { alignedFrom } from './pointers.ts'
import type { PredictedPiece } from './predicted-piece.ts'
import type { ProgramMap } from './program-map.ts'

/** Predicts the calls and far jumps of Thumb-2 code: BL (encoding T1) and B.W (T4), ARMv7-M reference manual A7.7.12, A7.7.18. */
export function predictThumb({ old, predicted, source, offset }: PredictedPiece, map: ProgramMap): void {
  for (let at = alignedFrom(source, 2); at + 4 <= old.byteLength; at += 2) {
    const high = old.getUint16(at, true)
    if ((high & 0xf800) !== 0xf000) continue
    const low = old.getUint16(at + 2, true)
    if ((low & 0x9000) !== 0x9000) continue
    const moved = map.movedDistance(source + at + 4, offset + at + 4, distanceOf(high, low))
    if (moved !== undefined && moved >= -distanceMax && moved < distanceMax) writeDistance(predicted, at, moved)
    at += 2
  }
}

/** The reach of a call, in bytes. */
const distanceMax = 2 ** 24

function distanceOf(high: number, low: number): number {
  const sign = (high >> 10) & 1
  const i1 = ~((low >> 13) ^ sign) & 1
  const i2 = ~((low >> 11) ^ sign) & 1
  const bits = (sign << 24) | (i1 << 23) | (i2 << 22) | ((high & 0x3ff) << 12) | ((low & 0x7ff) << 1)
  return (bits << 7) >> 7
}

function writeDistance(predicted: DataView, at: number, distance: number): void {
  const sign = (distance >> 24) & 1
  const j1 = ~((distance >> 23) ^ sign) & 1
  const j2 = ~((distance >> 22) ^ sign) & 1
  const low = predicted.getUint16(at + 2, true) & 0xd000
  predicted.setUint16(at, 0xf000 | (sign << 10) | ((distance >> 12) & 0x3ff), true)
  predicted.setUint16(at + 2, low | (j1 << 13) | (j2 << 11) | ((distance >> 1) & 0x7ff), true)
}
