import type { ByteRange } from '#core/chunk-geometry.ts'
import { requireForm } from '#core/format/bounds.ts'
import { Budget, entriesMax, pathIn } from '#tracker/release/analyze/file-system/budget.ts'
import type { Area, FileSystem, ImageFile } from '#tracker/release/analyze/file-system/file-system.ts'
import { ImageView } from '#tracker/release/analyze/file-system/image-view.ts'
import { type BlockReader, rangesOf } from './blocks.ts'
import { bitmaps, inodeTable, readInode, rootInode } from './inode.ts'
import { readSuperblock, type Superblock, superblockMagic, superblockOffset } from './superblock.ts'

/** Whether an image begins as ext2, ext3 or ext4 does. */
export function isExt4(image: Uint8Array): boolean {
  const at = superblockOffset + 0x38
  return image[at] === (superblockMagic & 0xff) && image[at + 1] === superblockMagic >> 8
}

/** Reads ext2, ext3 or ext4 from its root down. Throws {@link FormatError} on a broken one, in bounded time. */
export function readExt4(image: Uint8Array): FileSystem {
  const view = new ImageView('ext4', image)
  const superblock = readSuperblock(view)
  const reader = { view, superblock, budget: new Budget('ext4', entriesMax) }
  const { files, directories } = readTree(reader)
  return {
    kind: 'ext4',
    compression: undefined,
    stamps: superblock.stamps,
    files,
    areas: [...fixedAreas(view, superblock), { name: 'directories', ranges: directories }, ...journal(reader)],
  }
}

interface Tree {
  readonly files: readonly ImageFile[]
  /** Where the directories stand. */
  readonly directories: readonly ByteRange[]
}

/** Every inode is visited once, so that a loop of directories ends. */
function readTree(reader: BlockReader): Tree {
  const files: ImageFile[] = []
  const directories: ByteRange[] = []
  const seen = new Set([rootInode])
  const open = [{ number: rootInode, path: '' }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const inode = readInode(reader.view, reader.superblock, next.number)
    const ranges = inode.kind === 'other' ? [] : rangesOf(reader, inode)
    if (inode.kind === 'file') {
      const { bytes, changedAt } = inode
      files.push({ path: next.path, bytes, changedAt, extents: ranges.map((range) => ({ ...range, share: 1 })) })
    }
    if (inode.kind !== 'directory') continue
    directories.push(...ranges)
    for (const { number, name } of entriesOf(reader, ranges)) {
      if (seen.has(number)) continue
      seen.add(number)
      open.push({ number, path: pathIn('ext4', next.path, name) })
    }
  }
  return { files, directories }
}

/**
 * The entries of a directory but `.` and `..`. One with an index is read as a list too: the blocks of its index look
 * like unused entries to whoever does not know them.
 */
function* entriesOf(
  { view, superblock, budget }: BlockReader,
  ranges: readonly ByteRange[],
): Generator<{ readonly number: number; readonly name: string }> {
  for (const { offset, bytes } of ranges) {
    for (let at = offset; at < offset + bytes; ) {
      budget.take()
      const [number, entryBytes, nameBytes] = [view.u32(at), view.u16(at + 4), view.u8(at + 6)]
      const blockLeft = superblock.blockBytes - ((at - offset) % superblock.blockBytes)
      const isWhole = entryBytes >= 8 + nameBytes && entryBytes <= blockLeft && entryBytes % 4 === 0
      requireForm('ext4', isWhole, `has a directory entry of ${entryBytes} bytes at ${at}`)
      const name = view.text(at + 8, nameBytes)
      if (number !== 0 && name !== '.' && name !== '..') yield { number, name }
      at += entryBytes
    }
  }
}

function fixedAreas(view: ImageView, superblock: Superblock): readonly Area[] {
  const { groupCount, descriptorsOffset, descriptorBytes } = superblock
  const groups = Array.from({ length: groupCount }, (_, group) => group)
  return [
    { name: 'superblock', ranges: [{ offset: 0, bytes: descriptorsOffset + groupCount * descriptorBytes }] },
    { name: 'bitmaps', ranges: groups.flatMap((group) => bitmaps(view, superblock, group)) },
    { name: 'inode tables', ranges: groups.map((group) => inodeTable(view, superblock, group)) },
  ]
}

function journal(reader: BlockReader): readonly Area[] {
  const { journalInode } = reader.superblock
  if (journalInode === 0) return []
  return [{ name: 'journal', ranges: rangesOf(reader, readInode(reader.view, reader.superblock, journalInode)) }]
}
