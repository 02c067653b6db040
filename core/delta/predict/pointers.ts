import type { PredictedPiece } from './predicted-piece.ts'
import type { ProgramMap } from './program-map.ts'

/** Predicts aligned words of 32 bits that are addresses. */
export function predictPointers32({ old, predicted, source }: PredictedPiece, map: ProgramMap): void {
  if (!map.hasAddresses) return
  for (let at = alignedFrom(source, 4); at + 4 <= old.byteLength; at += 4) {
    const moved = map.movedWord(old.getInt32(at, true))
    if (moved !== undefined) predicted.setInt32(at, moved, true)
  }
}

/** Predicts aligned words of 64 bits that are addresses. */
export function predictPointers64({ old, predicted, source }: PredictedPiece, map: ProgramMap): void {
  if (!map.hasAddresses) return
  const { base, image } = map.anchors
  const baseHigh = Number(base >> 32n)
  const baseLow = Number(base & wordMask)
  for (let at = alignedFrom(source, 8); at + 8 <= old.byteLength; at += 8) {
    const high = old.getUint32(at + 4, true) - baseHigh
    if (high < -1 || high > 1) continue
    const moved = map.movedAddress(high * 2 ** 32 + old.getUint32(at, true) - baseLow)
    if (moved !== undefined) predicted.setBigUint64(at, BigInt.asUintN(64, image + BigInt(moved)), true)
  }
}

/** Predicts aligned words of 32 bits that are distances from where they stand themselves, as in tables of a kernel. */
export function predictDistances32({ old, predicted, source, offset }: PredictedPiece, map: ProgramMap): void {
  for (let at = alignedFrom(source, 4); at + 4 <= old.byteLength; at += 4) {
    const distance = old.getInt32(at, true)
    // Small numbers are no distances, but all over the place.
    if (distance > -nearMax && distance < nearMax) continue
    const moved = map.movedDistance(source + at, offset + at, distance)
    if (moved !== undefined) predicted.setInt32(at, moved | 0, true)
  }
}

const wordMask = 0xffff_ffffn

/** Distances below this are not looked at, in bytes. */
const nearMax = 4096

/** The first place in a piece that is aligned in the base. */
export function alignedFrom(source: number, bytes: number): number {
  return (bytes - (source % bytes)) % bytes
}
