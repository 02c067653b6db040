import { requireForm } from '#core/format/bounds.ts'
import type { MetadataTables } from './metadata.ts'
import type { InodePlace, Superblock } from './superblock.ts'

/** What is read of an inode; those that are no file and no directory have no content. */
export type Inode =
  | { readonly type: 'directory'; readonly listing: InodePlace; readonly listingBytes: number }
  | ({ readonly type: 'file'; readonly changedAt: number } & FileContent)
  | { readonly type: 'other' }

/** Where the content of a file stands: blocks one behind the other, and its tail in a block that files share. */
export interface FileContent {
  readonly bytes: number
  /** Where its first block begins in the image. */
  readonly start: number
  /** The stored length of each block as the image has it: 0 for a hole, a bit on top where it is not compressed. */
  readonly blockSizes: readonly number[]
  /** The number of the block that has its tail, or undefined. */
  readonly fragment: number | undefined
}

const types = { directory: 1, file: 2, longDirectory: 8, longFile: 9 } as const

const noFragment = 0xffffffff

/** The header that all inodes have, in bytes. */
const headerBytes = 16

/** The lengths that a listing has beyond its entries: those of `.` and `..`, which it does not have. */
const listingExcess = 3

/** Reads the inode at a place. Throws {@link FormatError} on a broken one. */
export function readInode(tables: MetadataTables, superblock: Superblock, place: InodePlace): Inode {
  const header = tables.read(superblock.inodeTable, place, headerBytes)
  const [type, changedAt] = [header.u16(0), header.u32(8)]
  const read = (bytes: number) => tables.read(superblock.inodeTable, place, headerBytes + bytes)
  switch (type) {
    case types.directory: {
      const inode = read(16)
      return directory(inode.u32(16), inode.u16(26), inode.u16(24))
    }
    case types.longDirectory: {
      const inode = read(24)
      return directory(inode.u32(24), inode.u16(34), inode.u32(20))
    }
    case types.file: {
      const inode = read(16)
      const facts = { start: inode.u32(16), fragment: inode.u32(20), bytes: inode.u32(28) }
      return { type: 'file', changedAt, ...contentOf(tables, superblock, place, { ...facts, inodeBytes: 32 }) }
    }
    case types.longFile: {
      const inode = read(40)
      const facts = { start: inode.u64(16), fragment: inode.u32(44), bytes: inode.u64(24) }
      return { type: 'file', changedAt, ...contentOf(tables, superblock, place, { ...facts, inodeBytes: 56 }) }
    }
    default:
      return { type: 'other' }
  }
}

function directory(block: number, offset: number, listedBytes: number): Inode {
  return { type: 'directory', listing: { block, offset }, listingBytes: Math.max(0, listedBytes - listingExcess) }
}

interface FileFacts {
  readonly start: number
  readonly fragment: number
  readonly bytes: number
  readonly inodeBytes: number
}

function contentOf(tables: MetadataTables, superblock: Superblock, place: InodePlace, facts: FileFacts): FileContent {
  const { start, bytes, inodeBytes } = facts
  const fragment = facts.fragment === noFragment ? undefined : facts.fragment
  requireForm('squashfs', Number.isSafeInteger(bytes), `has a file of ${bytes} bytes`)
  const blocks = bytes / superblock.blockBytes
  const blockCount = fragment === undefined ? Math.ceil(blocks) : Math.floor(blocks)
  const list = tables.read(superblock.inodeTable, place, inodeBytes + 4 * blockCount)
  const blockSizes = Array.from({ length: blockCount }, (_, block) => list.u32(inodeBytes + 4 * block))
  return { bytes, start, blockSizes, fragment }
}
