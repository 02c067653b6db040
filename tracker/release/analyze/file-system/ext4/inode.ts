import type { ByteRange } from '#core/chunk-geometry.ts'
import { requireForm } from '#core/format/bounds.ts'
import type { ImageView } from '#tracker/release/analyze/file-system/image-view.ts'
import type { Superblock } from './superblock.ts'

/** What is read of an inode. */
export interface Inode {
  readonly kind: 'file' | 'directory' | 'other'
  /** The length of its content, in bytes. */
  readonly bytes: number
  /** When its content was changed last, in seconds since 1970. */
  readonly changedAt: number
  /** How its blocks are named: a tree of extents, lists of blocks (ext2, ext3), or none as it holds the content itself. */
  readonly map: 'extents' | 'lists' | 'inline'
  /** Where its 60 bytes of block numbers stand in the image. */
  readonly mapOffset: number
}

/** The inode of the root directory. */
export const rootInode = 2

const flags = { extents: 0x80000, inline: 0x10000000 } as const

/** Reads an inode by its number. Throws {@link FormatError} on one that the file system does not have. */
export function readInode(view: ImageView, superblock: Superblock, number: number): Inode {
  requireForm('ext4', number >= 1 && number <= superblock.inodeCount, `names the inode ${number}`)
  const group = Math.floor((number - 1) / superblock.inodesPerGroup)
  const place = (number - 1) % superblock.inodesPerGroup
  const offset = inodeTable(view, superblock, group).offset + place * superblock.inodeBytes
  const flagBits = view.u32(offset + 0x20)
  const kind = kindOf(view.u16(offset))
  // The upper half is other data in a directory of ext2.
  const upper = kind === 'file' ? view.u32(offset + 0x6c) : 0
  return {
    kind,
    bytes: view.u32(offset + 0x4) + upper * 2 ** 32,
    changedAt: view.u32(offset + 0x10),
    map: (flagBits & flags.inline) !== 0 ? 'inline' : (flagBits & flags.extents) !== 0 ? 'extents' : 'lists',
    mapOffset: offset + 0x28,
  }
}

/** Where the inodes of a group stand. */
export function inodeTable(view: ImageView, superblock: Superblock, group: number): ByteRange {
  const { inodesPerGroup, inodeBytes } = superblock
  return rangeOf(superblock, fieldOf(view, superblock, group, 0x8), inodesPerGroup * inodeBytes)
}

/** Where a group notes which of its blocks and inodes are taken. */
export function bitmaps(view: ImageView, superblock: Superblock, group: number): readonly ByteRange[] {
  return [0x0, 0x4].map((at) => rangeOf(superblock, fieldOf(view, superblock, group, at), superblock.blockBytes))
}

/** A block number of a group descriptor; its upper half stands 32 bytes further where descriptors are long. */
function fieldOf(view: ImageView, superblock: Superblock, group: number, at: number): number {
  const { descriptorBytes, descriptorsOffset, groupCount } = superblock
  requireForm('ext4', group < groupCount, `names the group ${group} of ${groupCount}`)
  const descriptor = descriptorsOffset + group * descriptorBytes
  const upper = descriptorBytes >= 64 ? view.u32(descriptor + at + 0x20) : 0
  return view.u32(descriptor + at) + upper * 2 ** 32
}

function rangeOf({ blockBytes, blockCount }: Superblock, block: number, bytes: number): ByteRange {
  requireForm('ext4', block + bytes / blockBytes <= blockCount, `names the block ${block} of ${blockCount}`)
  return { offset: block * blockBytes, bytes }
}

function kindOf(mode: number): Inode['kind'] {
  if ((mode & 0xf000) === 0x8000) return 'file'
  return (mode & 0xf000) === 0x4000 ? 'directory' : 'other'
}
