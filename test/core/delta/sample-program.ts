import { Random } from '#core/random.ts'

/** The address at which a sample program runs. */
const startAddress = 0x40_0000n
const headerBytes = 64 + 56

/**
 * A small ELF file for x86-64 (System V ABI, chapters 4 and 5): functions of noise that call each other, and a table of
 * pointers to them behind. Those with the same seed differ by what stands between two functions, so that half of them moved.
 */
export function sampleProgram(facts: {
  readonly seed: number
  readonly functionCount: number
  readonly gapBytes: number
}): Uint8Array {
  const { seed, functionCount, gapBytes } = facts
  const random = new Random(seed, 'program')
  const lengths = Array.from({ length: functionCount }, () => 40 + random.below(160))
  const starts: number[] = []
  let end = headerBytes
  lengths.forEach((length, place) => {
    if (place === functionCount >> 1) end += gapBytes
    starts.push(end)
    end += length
  })
  const tableAt = Math.ceil(end / 8) * 8
  const image = Buffer.alloc(tableAt + 8 * functionCount)
  writeHeader(image)
  lengths.forEach((length, place) => {
    const start = starts[place] ?? 0
    for (let at = start; at < start + length; at++) image[at] = random.below(256)
    for (let at = start; at + 5 <= start + length; at += 20) {
      image[at] = callOpcode
      image.writeInt32LE((starts[random.below(functionCount)] ?? 0) - at - 5, at + 1)
    }
  })
  starts.forEach((start, place) => {
    image.writeBigUInt64LE(startAddress + BigInt(start), tableAt + 8 * place)
  })
  return new Uint8Array(image)
}

const callOpcode = 0xe8

/** 64 bits, little-endian, one segment of type LOAD that is the whole file. */
function writeHeader(image: Buffer): void {
  image.write('\x7fELF\x02\x01', 'latin1')
  image.writeBigUInt64LE(64n, 32)
  image.writeUInt16LE(56, 54)
  image.writeUInt16LE(1, 56)
  image.writeUInt32LE(1, 64)
  image.writeBigUInt64LE(startAddress, 64 + 16)
  image.writeBigUInt64LE(BigInt(image.byteLength), 64 + 32)
  image.writeBigUInt64LE(BigInt(image.byteLength), 64 + 40)
}
