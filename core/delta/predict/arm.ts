import { alignedFrom } from './pointers.ts'
import type { PredictedPiece } from './predicted-piece.ts'
import type { ProgramMap } from './program-map.ts'

/** Predicts the branches of ARM code, B and BL (ARM architecture reference manual A8.8.18, A8.8.25). */
export function predictArm({ old, predicted, source, offset }: PredictedPiece, map: ProgramMap): void {
  for (let at = alignedFrom(source, 4); at + 4 <= old.byteLength; at += 4) {
    const word = old.getUint32(at, true)
    if ((word & 0x0e000000) !== 0x0a000000 || word >>> 28 === 0xf) continue
    const moved = map.movedDistance(source + at + 8, offset + at + 8, ((word << 8) >> 8) * 4)
    if (moved === undefined) continue
    predicted.setUint32(at, ((word & 0xff000000) | ((moved >> 2) & 0x00ffffff)) >>> 0, true)
  }
}

/**
 * Predicts AArch64 code: the branches B and BL, and ADRP with the ADD, load or store that completes its address (Arm
 * architecture reference manual C6.2.26, C6.2.33, C6.2.13, C6.2.5).
 */
export function predictAarch64(piece: PredictedPiece, map: ProgramMap): void {
  const { old, predicted, source, offset } = piece
  for (let at = alignedFrom(source, 4); at + 4 <= old.byteLength; at += 4) {
    const word = old.getUint32(at, true)
    if ((word & 0x9f000000) >>> 0 === 0x90000000) predictPage(piece, at, map)
    if ((word & 0x7c000000) !== 0x14000000) continue
    const moved = map.movedDistance(source + at, offset + at, ((word << 6) >> 6) * 4)
    if (moved === undefined) continue
    predicted.setUint32(at, ((word & 0xfc000000) | ((moved >> 2) & 0x03ffffff)) >>> 0, true)
  }
}

/** How many instructions behind an ADRP what completes its address is looked for: compilers put few between them. */
const completionsMax = 8

/** An ADRP whose register the instruction at `user` adds the rest of an address to, or loads or stores at. */
function predictPage({ old, predicted, source, offset }: PredictedPiece, at: number, map: ProgramMap): void {
  const word = old.getUint32(at, true)
  const user = completionOf(old, at, word & 0x1f)
  if (user === undefined) return
  const pages = ((((word >>> 3) & 0x1ffffc) | ((word >>> 29) & 3)) << 11) >> 11
  const scale = scaleOf(user.word)
  const rest = ((user.word >>> 10) & 0xfff) << scale
  const target = map.movedPage({ source: source + at, offset: offset + at }, { pages, rest })
  if (target === undefined || target.rest % 2 ** scale !== 0) return
  const bits = target.pages & 0x1fffff
  predicted.setUint32(at, ((word & 0x9f00001f) | ((bits & 3) << 29) | ((bits >>> 2) << 5)) >>> 0, true)
  const completed = (user.word & ~0x003ffc00) | ((target.rest >> scale) << 10)
  predicted.setUint32(user.at, completed >>> 0, true)
}

/** The first instruction behind an ADRP of a register that completes its address; undefined where none is near. */
function completionOf(old: DataView, at: number, register: number): { at: number; word: number } | undefined {
  const end = Math.min(old.byteLength - 4, at + 4 * completionsMax)
  for (let next = at + 4; next <= end; next += 4) {
    const word = old.getUint32(next, true)
    const isCompletion = (word & 0xffc00000) >>> 0 === 0x91000000 || (word & 0x3b000000) === 0x39000000
    if (isCompletion && ((word >>> 5) & 0x1f) === register) return { at: next, word }
  }
  return undefined
}

/** By which power of two the offset of an instruction counts: one byte for ADD, the size of what is loaded or stored. */
function scaleOf(word: number): number {
  if ((word & 0xffc00000) >>> 0 === 0x91000000) return 0
  const isQuad = (word & 0x04800000) === 0x04800000
  return isQuad ? 4 : word >>> 30
}
