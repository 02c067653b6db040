/** What an ELF file is made of. */
export interface ElfParts {
  readonly code: Uint8Array
  /** Where its first byte runs. */
  readonly address: bigint
  readonly is32?: boolean
}

/** Where the code begins in the file. */
const headerBytes = 120

/** An ELF file with one segment, its code, and 512 bytes of memory behind it (System V ABI, chapters 4 and 5). */
export function elfFile({ code, address, is32 = false }: ElfParts): Uint8Array {
  const file = new Uint8Array(headerBytes + code.byteLength)
  file.set([0x7f, 0x45, 0x4c, 0x46, is32 ? 1 : 2, 1, 1])
  file.set(code, headerBytes)
  const view = new DataView(file.buffer)
  const word = (at: number, value: bigint): void => {
    if (is32) view.setUint32(at, Number(value), true)
    else view.setBigUint64(at, value, true)
  }
  const segment = is32 ? { at: 64, bytes: 32, fields: [4, 8, 16, 20] } : { at: 64, bytes: 56, fields: [8, 16, 32, 40] }
  word(is32 ? 28 : 32, BigInt(segment.at))
  view.setUint16(is32 ? 42 : 54, segment.bytes, true)
  view.setUint16(is32 ? 44 : 56, 1, true)
  view.setUint32(segment.at, 1, true)
  const values = [headerBytes, address + BigInt(headerBytes), code.byteLength, code.byteLength + 512]
  values.forEach((value, place) => {
    word(segment.at + (segment.fields[place] ?? 0), BigInt(value))
  })
  return file
}
