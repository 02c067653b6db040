import type { PredictedPiece } from './predicted-piece.ts'
import type { ProgramMap } from './program-map.ts'

/**
 * Predicts the references in x86-64 code: CALL, JMP and Jcc with 32 bits, operands relative to the instruction
 * pointer, and absolute addresses of 32 bits (Intel SDM 2, chapter 2 and appendix A). It does not disassemble: a byte that
 * only looks like an instruction mostly leads nowhere, or to a place that moved as far as itself.
 */
export function predictX86(piece: PredictedPiece, map: ProgramMap): void {
  const { old } = piece
  let before = 0
  for (let at = 0; at + 5 <= old.byteLength; at++) {
    const byte = old.getUint8(at)
    if (leading[byte] === 0) {
      before = byte
      continue
    }
    const isPredicted =
      (isRelative(byte, before) && predictRelative(piece, at + 1, map)) ||
      (map.hasAddresses && isAbsolute(byte, before) && predictAbsolute(piece, at + 1, map))
    before = isPredicted ? 0 : byte
    if (isPredicted) at += 4
  }
}

/** Whether 32 bits of distance follow this byte: an opcode, or what says how an operand is found. */
function isRelative(byte: number, before: number): boolean {
  if (byte === 0xe8 || byte === 0xe9) return true
  if ((byte & 0xf0) === 0x80) return before === 0x0f
  return (byte & 0xc7) === 0x05 && withOperand[before] === 1
}

/** Whether 32 bits of address follow: a move of a constant into a register, or a table that an index is added to. */
function isAbsolute(byte: number, before: number): boolean {
  if ((byte & 0xf8) === 0xb8) return true
  if ((byte & 0x07) === 0x05) return (before & 0xc7) === 0x04
  return (byte & 0xf8) === 0xc0 && before === 0xc7
}

function predictRelative({ old, predicted, source, offset }: PredictedPiece, at: number, map: ProgramMap): boolean {
  const moved = map.movedDistance(source + at + 4, offset + at + 4, old.getInt32(at, true))
  if (moved !== undefined) predicted.setInt32(at, moved | 0, true)
  return moved !== undefined
}

function predictAbsolute({ old, predicted }: PredictedPiece, at: number, map: ProgramMap): boolean {
  const moved = map.movedWord(old.getInt32(at, true))
  if (moved !== undefined) predicted.setInt32(at, moved, true)
  return moved !== undefined
}

/** Opcodes of one byte, and second bytes of those of two, that an operand follows and compilers like to write. */
const withOperand = ((): Uint8Array => {
  const opcodes =
    '01 03 09 0b 10 11 21 23 28 29 2b 2e 2f 33 38 39 3a 3b 44 45 51 54 57 58 59 5c 5e 63 6f 7f ' +
    '80 81 83 84 85 87 88 89 8a 8b 8d b0 b1 b6 b7 be bf c1 c6 c7 d6 db ef f6 f7 fe ff'
  const table = new Uint8Array(256)
  for (const opcode of opcodes.split(' ')) table[Number.parseInt(opcode, 16)] = 1
  return table
})()

/** By byte: 1 where a distance or an address may follow, which depends on the byte before. Three of four need no closer look. */
const leading = Uint8Array.from({ length: 256 }, (_, byte) => {
  const isLeading = [0x03, 0x04, 0x0f, 0xc7].some((before) => isRelative(byte, before) || isAbsolute(byte, before))
  return isLeading ? 1 : 0
})
