import { inflateSync, zstdDecompressSync } from 'node:zlib'
import { FormatError } from '#core/errors.ts'
import { requireForm } from '#core/format/bounds.ts'
import { Budget } from '#tracker/release/analyze/file-system/budget.ts'
import { ImageView } from '#tracker/release/analyze/file-system/image-view.ts'
import type { InodePlace } from './superblock.ts'

/** The most bytes that a block of metadata comes to. */
export const metadataBytesMax = 8192

/** The most blocks that are decompressed for one image: tables of 512 MiB, or smaller ones read several times. */
const blocksMax = 65_536

/** The most decompressed blocks that are kept, 8 MiB. */
const keptMax = 1024

/** The length of a stored block with this bit is that of its plain bytes. */
const plainFlag = 0x8000

interface MetadataBlock {
  readonly bytes: Uint8Array
  /** Where the next block of the table begins in the image. */
  readonly next: number
}

/** The tables of a squashfs: chains of blocks, each compressed on its own. */
export class MetadataTables {
  readonly #view: ImageView
  readonly #compressor: string
  readonly #budget = new Budget('squashfs', blocksMax)
  readonly #kept = new Map<number, MetadataBlock>()

  constructor(view: ImageView, compressor: string) {
    this.#view = view
    this.#compressor = compressor
  }

  /** So many bytes of the table that begins at `table`. Throws {@link FormatError} where they are broken or too many. */
  read(table: number, { block, offset }: InodePlace, bytes: number): ImageView {
    requireForm('squashfs', bytes <= readBytesMax, `has an entry of ${bytes} bytes in its tables`)
    const read = new Uint8Array(bytes)
    let position = table + block
    let [from, filled] = [offset, 0]
    while (filled < bytes) {
      const { bytes: content, next } = this.#block(position)
      requireForm('squashfs', from < content.byteLength, `names the byte ${from} of a block of ${content.byteLength}`)
      const part = content.subarray(from, from + bytes - filled)
      read.set(part, filled)
      filled += part.byteLength
      position = next
      from = 0
    }
    return new ImageView('squashfs', read)
  }

  #block(position: number): MetadataBlock {
    const kept = this.#kept.get(position)
    if (kept !== undefined) return kept
    this.#budget.take()
    const header = this.#view.u16(position)
    const storedBytes = header & ~plainFlag
    requireForm('squashfs', storedBytes > 0, `has an empty block of metadata at ${position}`)
    requireForm('squashfs', storedBytes <= metadataBytesMax, `has ${storedBytes} bytes in the block at ${position}`)
    const stored = this.#view.take(position + 2, storedBytes)
    const bytes = (header & plainFlag) === 0 ? decompress(this.#compressor, stored) : stored
    const block = { bytes, next: position + 2 + storedBytes }
    const [oldest] = this.#kept.keys()
    if (this.#kept.size >= keptMax && oldest !== undefined) this.#kept.delete(oldest)
    this.#kept.set(position, block)
    return block
  }
}

/** The most bytes that are read at once: the list of blocks of the largest file. */
const readBytesMax = 16 * 1024 * 1024

function decompress(compressor: string, stored: Uint8Array): Uint8Array {
  const decode = { gzip: inflateSync, zstd: zstdDecompressSync }[compressor]
  if (decode === undefined) {
    throw new FormatError(
      'squashfs',
      `mycel cannot look inside squashfs whose tables are compressed with ${compressor}`,
    )
  }
  try {
    return decode(stored, { maxOutputLength: metadataBytesMax })
  } catch (cause) {
    throw new FormatError('squashfs', 'has a block of metadata that cannot be decompressed', { cause })
  }
}
