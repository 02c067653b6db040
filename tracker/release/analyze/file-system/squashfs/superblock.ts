import { requireForm } from '#core/format/bounds.ts'
import type { Stamp } from '#tracker/release/analyze/file-system/file-system.ts'
import type { ImageView } from '#tracker/release/analyze/file-system/image-view.ts'

/** What the superblock of squashfs 4.0 says (`Documentation/filesystems/squashfs.rst` of Linux). Offsets are bytes of the image. */
export interface Superblock {
  /** The most bytes of a file in one block. */
  readonly blockBytes: number
  readonly compressor: string
  /** What the content of files is compressed with; undefined where it is stored plainly. */
  readonly contentCompression: string | undefined
  readonly fragmentCount: number
  /** The root directory: the block of its inode, less the start of the inode table, and the place in that block. */
  readonly root: InodePlace
  readonly bytesUsed: number
  readonly inodeTable: number
  readonly directoryTable: number
  readonly fragmentTable: number
  readonly stamps: readonly Stamp[]
}

/** Where an inode stands in a table: the offset of its block behind the start of the table, and its offset in that block. */
export interface InodePlace {
  readonly block: number
  readonly offset: number
}

/** The first four bytes, `hsqs`. */
export const squashfsMagic = 0x73717368

/** The length of the superblock, in bytes. */
export const superblockBytes = 96

const compressors: Readonly<Record<number, string>> = { 1: 'gzip', 2: 'lzma', 3: 'lzo', 4: 'xz', 5: 'lz4', 6: 'zstd' }

const plainContentFlag = 0x2

/** Reads the superblock. Throws {@link FormatError} on one that is broken or of another version, and on a cut off image. */
export function readSuperblock(view: ImageView): Superblock {
  const version = `${view.u16(28)}.${view.u16(30)}`
  requireForm('squashfs', version === '4.0', `has version ${version}, mycel looks into 4.0`)
  const [blockBytes, compression] = [view.u32(12), view.u16(20)]
  const isPower = blockBytes >= 4096 && blockBytes <= 1024 * 1024 && (blockBytes & (blockBytes - 1)) === 0
  requireForm('squashfs', isPower, `has blocks of ${blockBytes} bytes`)
  const compressor = compressors[compression]
  requireForm('squashfs', compressor !== undefined, `has the unknown compression ${compression}`)
  const bytesUsed = view.u64(40)
  const isWhole = bytesUsed >= superblockBytes && bytesUsed <= view.byteLength
  requireForm('squashfs', isWhole, `says that it has ${bytesUsed} bytes in ${view.byteLength}: it is cut off`)
  const rootPlace = view.u64(32)
  return {
    blockBytes,
    compressor,
    contentCompression: (view.u16(24) & plainContentFlag) === 0 ? compressor : undefined,
    fragmentCount: view.u32(16),
    root: { block: Math.floor(rootPlace / 0x10000), offset: rootPlace % 0x10000 },
    bytesUsed,
    inodeTable: view.u64(64),
    directoryTable: view.u64(72),
    fragmentTable: view.u64(80),
    stamps: [{ name: 'creation time', value: String(view.u32(8)) }],
  }
}
