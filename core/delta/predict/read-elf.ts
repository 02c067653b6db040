import type { ByteRange } from '#core/chunk-geometry.ts'
import { type Load, loadsMax } from '#core/format/programs.ts'

/** An ELF file in an image, from its first byte to its last. */
export interface ElfFile extends ByteRange {
  /** Its segments of type LOAD, ascending by address; at least one. */
  readonly loads: readonly Load[]
}

/** Files begin at a multiple of this in file systems and in archives, in bytes. */
const fileGrainBytes = 512

/** Finds the ELF files of an image that are whole: the image itself, or those that file systems and archives keep in one piece. */
export function findElfFiles(image: Uint8Array): readonly ElfFile[] {
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength)
  const files: ElfFile[] = []
  for (let offset = 0; offset + headerBytes <= image.byteLength; ) {
    const file = readElfFile(view, offset)
    if (file !== undefined) files.push(file)
    offset += file === undefined ? fileGrainBytes : Math.ceil(file.bytes / fileGrainBytes) * fileGrainBytes
  }
  return files
}

/** Where the fields of a header stand, for 32 and for 64 bits (System V ABI, chapters 4 and 5). */
interface ElfClass {
  readonly wordBytes: 4 | 8
  readonly header: { readonly segments: number; readonly sections: number; readonly counts: number }
  readonly segmentBytes: number
  readonly segment: {
    readonly offset: number
    readonly address: number
    readonly bytes: number
    readonly memoryBytes: number
  }
}

const elf32: ElfClass = {
  wordBytes: 4,
  header: { segments: 28, sections: 32, counts: 42 },
  segmentBytes: 32,
  segment: { offset: 4, address: 8, bytes: 16, memoryBytes: 20 },
}

const elf64: ElfClass = {
  wordBytes: 8,
  header: { segments: 32, sections: 40, counts: 54 },
  segmentBytes: 56,
  segment: { offset: 8, address: 16, bytes: 32, memoryBytes: 40 },
}

/** `7f` and "ELF", at the beginning of every file. */
const magic = 0x7f454c46
/** Class 1 or 2, 32 or 64 bits, and data 1, little-endian. */
const little32 = 0x0101
const little64 = 0x0201
const headerBytes = 64
const typeLoad = 1

/** The ELF file that begins at `start`; undefined where none does, and for one whose headers make no sense. */
function readElfFile(view: DataView, start: number): ElfFile | undefined {
  if (view.getUint32(start) !== magic) return undefined
  const kind = view.getUint16(start + 4)
  if (kind !== little32 && kind !== little64) return undefined
  const elf = kind === little64 ? elf64 : elf32
  const word = (at: number): number => Number(addressAt(view, at, elf))
  const counts = start + elf.header.counts
  const segments = { offset: word(start + elf.header.segments), count: view.getUint16(counts + 2, true) }
  const sectionsEnd =
    word(start + elf.header.sections) + view.getUint16(counts + 4, true) * view.getUint16(counts + 6, true)
  const segmentsEnd = segments.offset + segments.count * elf.segmentBytes
  if (view.getUint16(counts, true) !== elf.segmentBytes || start + segmentsEnd > view.byteLength) return undefined
  const loads = Array.from({ length: segments.count }, (_, index) => start + segments.offset + index * elf.segmentBytes)
    .filter((at) => view.getUint32(at, true) === typeLoad)
    .map((at): Load => {
      const bytes = word(at + elf.segment.bytes)
      const zeroBytes = Math.max(0, word(at + elf.segment.memoryBytes) - bytes)
      return {
        offset: word(at + elf.segment.offset),
        bytes,
        zeroBytes: Math.min(zeroBytes, zeroBytesMax),
        address: addressAt(view, at + elf.segment.address, elf),
      }
    })
    .filter((load) => load.bytes > 0)
    .slice(0, loadsMax)
  const bytes = Math.max(segmentsEnd, sectionsEnd, ...loads.map((load) => load.offset + load.bytes))
  return loads.length > 0 && start + bytes <= view.byteLength ? { offset: start, bytes, loads } : undefined
}

/** More memory than this behind a load is none that code refers to by 32 bits. */
const zeroBytesMax = 2 ** 31

function addressAt(view: DataView, at: number, { wordBytes }: ElfClass): bigint {
  return wordBytes === 8 ? view.getBigUint64(at, true) : BigInt(view.getUint32(at, true))
}
