import { requireForm } from '#core/format/bounds.ts'
import type { Stamp } from '#tracker/release/analyze/file-system/file-system.ts'
import type { ImageView } from '#tracker/release/analyze/file-system/image-view.ts'

/** What the superblock of ext2, ext3 and ext4 says (`Documentation/filesystems/ext4/super.rst` of Linux). */
export interface Superblock {
  readonly blockBytes: number
  readonly blockCount: number
  readonly blocksPerGroup: number
  readonly inodesPerGroup: number
  readonly inodeCount: number
  readonly inodeBytes: number
  /** The length of a group descriptor, in bytes. */
  readonly descriptorBytes: number
  /** Where the group descriptors begin, in bytes. */
  readonly descriptorsOffset: number
  readonly groupCount: number
  /** The inode of the journal; 0 where there is none. */
  readonly journalInode: number
  readonly stamps: readonly Stamp[]
}

/** Where the superblock stands, in bytes. */
export const superblockOffset = 1024

/** What two bytes of it are. */
export const superblockMagic = 0xef53

/** Features without which inodes are not where they are looked for. */
const refusedFeatures = { journalDevice: 0x8, metaGroups: 0x10, encryption: 0x10000 } as const

const feature64Bit = 0x80

/** Reads the superblock. Throws {@link FormatError} on one that is broken, that goes past the image, or that mycel cannot read. */
export function readSuperblock(view: ImageView): Superblock {
  const u16 = (at: number): number => view.u16(superblockOffset + at)
  const u32 = (at: number): number => view.u32(superblockOffset + at)
  const features = u32(0x60)
  const has64Bit = (features & feature64Bit) !== 0
  requireReadable(features)
  requireForm('ext4', u32(0x18) <= 5, `has blocks of 2^${u32(0x18)} KiB, mycel looks into those of up to 32 KiB`)
  const blockBytes = 1024 << u32(0x18)
  const blockCount = u32(0x4) + (has64Bit ? u32(0x150) * 2 ** 32 : 0)
  const [blocksPerGroup, inodesPerGroup, firstBlock] = [u32(0x20), u32(0x28), u32(0x14)]
  const blocksFit = blockCount > firstBlock && blockCount * blockBytes <= view.byteLength
  requireForm('ext4', blocksFit, `has ${blockCount} blocks of ${blockBytes} bytes in ${view.byteLength}: it is cut off`)
  const perBitmap = 8 * blockBytes
  const groupsFit =
    blocksPerGroup >= 1 && blocksPerGroup <= perBitmap && inodesPerGroup >= 1 && inodesPerGroup <= perBitmap
  requireForm('ext4', groupsFit, `has groups of ${blocksPerGroup} blocks and ${inodesPerGroup} inodes`)
  const isOld = u32(0x4c) === 0
  const inodeBytes = isOld ? 128 : u16(0x58)
  requireForm('ext4', inodeBytes >= 128 && inodeBytes <= blockBytes, `has inodes of ${inodeBytes} bytes`)
  const descriptorBytes = has64Bit ? u16(0xfe) : 32
  requireForm('ext4', descriptorBytes >= 32, `has group descriptors of ${descriptorBytes} bytes`)
  const groupCount = Math.ceil((blockCount - firstBlock) / blocksPerGroup)
  requireForm('ext4', groupCount <= groupsMax, `has ${groupCount} groups, at most ${groupsMax} are looked into`)
  return {
    blockBytes,
    blockCount,
    blocksPerGroup,
    inodesPerGroup,
    inodeCount: u32(0x0),
    inodeBytes,
    descriptorBytes,
    descriptorsOffset: (firstBlock + 1) * blockBytes,
    groupCount,
    journalInode: u32(0xe0),
    stamps: [
      { name: 'UUID', value: view.hex(superblockOffset + 0x68, 16) },
      { name: 'hash seed', value: view.hex(superblockOffset + 0xec, 16) },
      { name: 'creation time', value: String(u32(0x108)) },
      { name: 'time of the last mount', value: String(u32(0x2c)) },
      { name: 'time of the last write', value: String(u32(0x30)) },
    ],
  }
}

/** The most groups: an image of 64 GiB in groups of 1 MiB. */
const groupsMax = 65_536

function requireReadable(features: number): void {
  for (const [name, bit] of Object.entries(refusedFeatures)) {
    requireForm('ext4', (features & bit) === 0, `uses the feature ${name}, which mycel does not look into`)
  }
}
