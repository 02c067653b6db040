import type { ByteRange } from '#core/chunk-geometry.ts'
import { requireForm } from '#core/format/bounds.ts'
import type { Budget } from '#tracker/release/analyze/file-system/budget.ts'
import type { ImageView } from '#tracker/release/analyze/file-system/image-view.ts'
import type { Inode } from './inode.ts'
import type { Superblock } from './superblock.ts'

/** What following block numbers takes. */
export interface BlockReader {
  readonly view: ImageView
  readonly superblock: Superblock
  readonly budget: Budget
}

const extentMagic = 0xf30a
const entryBytes = 12

/** The deepest tree of extents that Linux makes. */
const depthMax = 5

/** Lengths above this mark an extent that is reserved and reads as zeros. */
const extentBlocksMax = 32_768

/**
 * Where the content of an inode stands, in order; holes are left out. Throws {@link FormatError} on blocks outside of
 * the file system, broken trees, and more of them than the budget has.
 */
export function rangesOf(reader: BlockReader, inode: Inode): readonly ByteRange[] {
  if (inode.map === 'inline') return []
  if (inode.map === 'extents') return [...extentsAt(reader, inode.mapOffset, depthMax)]
  return joinedBlocks(reader, listedBlocks(reader, inode))
}

function* extentsAt(reader: BlockReader, offset: number, depthLeft: number): Generator<ByteRange> {
  const { view, budget, superblock } = reader
  requireForm('ext4', view.u16(offset) === extentMagic, `has no extents at ${offset}, where an inode names some`)
  const [count, depth] = [view.u16(offset + 2), view.u16(offset + 6)]
  requireForm('ext4', depth <= depthLeft, `has a tree of extents at ${offset} that is ${depth} deep`)
  budget.take(1 + count)
  for (let entry = 1; entry <= count; entry++) {
    const at = offset + entry * entryBytes
    if (depth > 0) {
      const block = view.u32(at + 4) + view.u16(at + 8) * 2 ** 32
      yield* extentsAt(reader, blockRange(reader, block, 1).offset, depth - 1)
      continue
    }
    const length = view.u16(at + 4)
    const block = view.u32(at + 8) + view.u16(at + 6) * 2 ** 32
    yield blockRange({ superblock }, block, length > extentBlocksMax ? length - extentBlocksMax : length)
  }
}

/** The blocks of a file of ext2 or ext3: twelve direct ones, then those of lists of lists. */
function* listedBlocks(reader: BlockReader, { mapOffset }: Inode): Generator<number> {
  for (let place = 0; place < 12; place++) yield* blocksUnder(reader, reader.view.u32(mapOffset + 4 * place), 0)
  for (let depth = 1; depth <= 3; depth++) {
    yield* blocksUnder(reader, reader.view.u32(mapOffset + 4 * (11 + depth)), depth)
  }
}

function* blocksUnder(reader: BlockReader, block: number, depth: number): Generator<number> {
  reader.budget.take()
  if (block === 0) return
  if (depth === 0) {
    yield block
    return
  }
  const { offset, bytes } = blockRange(reader, block, 1)
  for (let at = offset; at < offset + bytes; at += 4) yield* blocksUnder(reader, reader.view.u32(at), depth - 1)
}

function blockRange({ superblock }: Pick<BlockReader, 'superblock'>, block: number, count: number): ByteRange {
  const { blockBytes, blockCount } = superblock
  requireForm('ext4', block + count <= blockCount, `names the block ${block + count - 1} of ${blockCount}`)
  return { offset: block * blockBytes, bytes: count * blockBytes }
}

/** Blocks that stand one behind the other as one range. */
function joinedBlocks(reader: BlockReader, blocks: Iterable<number>): readonly ByteRange[] {
  const all: ByteRange[] = []
  for (const block of blocks) {
    const { offset, bytes } = blockRange(reader, block, 1)
    const last = all.at(-1)
    if (last !== undefined && last.offset + last.bytes === offset) {
      all[all.length - 1] = { offset: last.offset, bytes: last.bytes + bytes }
    } else {
      all.push({ offset, bytes })
    }
  }
  return all
}
