import { FormatError } from '#core/errors.ts'
import { requireForm } from '#core/format/bounds.ts'
import { Budget, entriesMax, pathIn } from '#tracker/release/analyze/file-system/budget.ts'
import type { Area, Extent, FileSystem, ImageFile } from '#tracker/release/analyze/file-system/file-system.ts'
import { ImageView } from '#tracker/release/analyze/file-system/image-view.ts'
import { FragmentTable } from './fragments.ts'
import { type FileContent, readInode } from './inode.ts'
import { readListing } from './listing.ts'
import { MetadataTables } from './metadata.ts'
import { readSuperblock, type Superblock, squashfsMagic, superblockBytes } from './superblock.ts'

/** Whether an image begins as squashfs does. */
export function isSquashfs(image: Uint8Array): boolean {
  return image.byteLength >= superblockBytes && new ImageView('squashfs', image).u32(0) === squashfsMagic
}

/** What the superblock of a squashfs says of it, also where its tables cannot be read; undefined where it is broken itself. */
export function describeSquashfs(image: Uint8Array): Pick<FileSystem, 'compression' | 'stamps'> | undefined {
  try {
    const { contentCompression, stamps } = readSuperblock(new ImageView('squashfs', image))
    return { compression: contentCompression, stamps }
  } catch (error) {
    if (error instanceof FormatError) return undefined
    throw error
  }
}

/**
 * Reads squashfs from its root down. Throws {@link FormatError}, in bounded time, on a broken one and where its tables
 * are compressed with anything but gzip and zstd.
 */
export function readSquashfs(image: Uint8Array): FileSystem {
  const view = new ImageView('squashfs', image)
  const superblock = readSuperblock(view)
  const tables = new MetadataTables(view, superblock.compressor)
  return {
    kind: 'squashfs',
    compression: superblock.contentCompression,
    stamps: superblock.stamps,
    files: sharedOut(readFiles(superblock, tables, new FragmentTable(view, superblock, tables))),
    areas: areasOf(superblock),
  }
}

/** Every inode is visited once, so that a loop of directories ends. */
function readFiles(superblock: Superblock, tables: MetadataTables, fragments: FragmentTable): readonly ImageFile[] {
  const files: ImageFile[] = []
  const budget = new Budget('squashfs', entriesMax)
  const seen = new Set<number>()
  const open = [{ place: superblock.root, path: '' }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const inode = readInode(tables, superblock, next.place)
    if (inode.type === 'file') {
      budget.take(1 + inode.blockSizes.length)
      const { bytes, changedAt } = inode
      files.push({ path: next.path, bytes, changedAt, extents: extentsOf(inode, superblock, fragments) })
    }
    if (inode.type !== 'directory') continue
    for (const { place, number, name } of readListing(tables, superblock, inode, budget)) {
      if (seen.has(number)) continue
      seen.add(number)
      open.push({ place, path: pathIn('squashfs', next.path, name) })
    }
  }
  return files
}

/** The bit of a block's length that says that the block is not compressed. */
const plainBlockFlag = 0x1000000

function extentsOf(content: FileContent, superblock: Superblock, fragments: FragmentTable): readonly Extent[] {
  const stored = content.blockSizes.reduce((sum, size) => sum + (size & ~plainBlockFlag), 0)
  const ends = content.start + stored <= superblock.bytesUsed
  requireForm('squashfs', ends, `has a file of ${stored} bytes at ${content.start}, behind its own end`)
  const blocks = stored === 0 ? [] : [{ offset: content.start, bytes: stored, share: 1 }]
  if (content.fragment === undefined) return blocks
  const tailBytes = content.bytes % superblock.blockBytes
  return [...blocks, fragments.extentOf(content.fragment, tailBytes)]
}

/** The files with blocks that several of them name (tails, and files with equal content) divided among them. */
function sharedOut(files: readonly ImageFile[]): readonly ImageFile[] {
  const claims = new Map<number, number>()
  for (const { offset, share } of files.flatMap(({ extents }) => extents)) {
    claims.set(offset, (claims.get(offset) ?? 0) + share)
  }
  return files.map((file) => ({
    ...file,
    extents: file.extents.map((extent) => ({ ...extent, share: extent.share / (claims.get(extent.offset) ?? 1) })),
  }))
}

function areasOf({ inodeTable, directoryTable, fragmentTable, bytesUsed }: Superblock): readonly Area[] {
  const area = (name: string, offset: number, end: number): readonly Area[] =>
    offset < end && end <= bytesUsed ? [{ name, ranges: [{ offset, bytes: end - offset }] }] : []
  const listsEnd = fragmentTable > directoryTable && fragmentTable <= bytesUsed ? fragmentTable : bytesUsed
  return [
    ...area('superblock', 0, superblockBytes),
    ...area('inode table', inodeTable, directoryTable),
    ...area('directories', directoryTable, listsEnd),
    ...area('other tables', listsEnd, bytesUsed),
  ]
}
