import { alignedFrom } from './pointers.ts'
import type { PredictedPiece, ReferenceMap } from './reference-map.ts'

/** Predicts the branches of ARM code, B and BL (ARM architecture reference manual A8.8.18, A8.8.25). */
export function predictArm({ old, predicted, source, offset }: PredictedPiece, map: ReferenceMap): void {
  for (let at = alignedFrom(source, 4); at + 4 <= old.byteLength; at += 4) {
    const word = old.getUint32(at, true)
    if ((word & 0x0e000000) !== 0x0a000000 || word >>> 28 === 0xf) continue
    const moved = map.movedDistance(source + at + 8, offset + at + 8, ((word << 8) >> 8) * 4)
    if (moved === undefined) continue
    predicted.setUint32(at, ((word & 0xff000000) | ((moved >> 2) & 0x00ffffff)) >>> 0, true)
  }
}

/** Predicts the branches of AArch64 code, B and BL (Arm architecture reference manual C6.2.26, C6.2.33). */
export function predictAarch64({ old, predicted, source, offset }: PredictedPiece, map: ReferenceMap): void {
  for (let at = alignedFrom(source, 4); at + 4 <= old.byteLength; at += 4) {
    const word = old.getUint32(at, true)
    if ((word & 0x7c000000) !== 0x14000000) continue
    const moved = map.movedDistance(source + at, offset + at, ((word << 6) >> 6) * 4)
    if (moved === undefined) continue
    predicted.setUint32(at, ((word & 0xfc000000) | ((moved >> 2) & 0x03ffffff)) >>> 0, true)
  }
}
