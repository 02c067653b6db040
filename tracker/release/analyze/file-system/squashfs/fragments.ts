import { requireForm } from '#core/format/bounds.ts'
import type { Extent } from '#tracker/release/analyze/file-system/file-system.ts'
import type { ImageView } from '#tracker/release/analyze/file-system/image-view.ts'
import { type MetadataTables, metadataBytesMax } from './metadata.ts'
import type { Superblock } from './superblock.ts'

/** The length of an entry of the table, in bytes: where a block begins, and its stored length. */
const entryBytes = 16

const entriesPerBlock = metadataBytesMax / entryBytes

/** Where the blocks stand that have the tails of several files. */
export class FragmentTable {
  readonly #view: ImageView
  readonly #superblock: Superblock
  readonly #tables: MetadataTables

  constructor(view: ImageView, superblock: Superblock, tables: MetadataTables) {
    this.#view = view
    this.#superblock = superblock
    this.#tables = tables
  }

  /**
   * Where a tail of so many bytes stands: the whole block, and the share that the tail would have of a full one. Throws
   * {@link FormatError} on a block that the image does not have.
   */
  extentOf(fragment: number, tailBytes: number): Extent {
    const { fragmentCount, fragmentTable, blockBytes, bytesUsed } = this.#superblock
    requireForm('squashfs', fragment < fragmentCount, `names the fragment ${fragment} of ${fragmentCount}`)
    // The table is a list of 64-bit offsets, each of a block of metadata with entries.
    const block = this.#view.u64(fragmentTable + 8 * Math.floor(fragment / entriesPerBlock))
    const offset = (fragment % entriesPerBlock) * entryBytes
    const entry = this.#tables.read(0, { block, offset }, entryBytes)
    const [start, bytes] = [entry.u64(0), entry.u32(8) & 0xffffff]
    requireForm('squashfs', start + bytes <= bytesUsed, `has a fragment of ${bytes} bytes at ${start}, behind its end`)
    return { offset: start, bytes, share: tailBytes / blockBytes }
  }
}
