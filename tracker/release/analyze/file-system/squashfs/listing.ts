import { requireForm } from '#core/format/bounds.ts'
import type { Budget } from '#tracker/release/analyze/file-system/budget.ts'
import type { MetadataTables } from './metadata.ts'
import type { InodePlace, Superblock } from './superblock.ts'

/** A name in a directory and where its inode stands. */
export interface ListedName {
  readonly place: InodePlace
  readonly number: number
  readonly name: string
}

/** The most names behind one header. */
const namesMax = 256

/** What a header and an entry take before its name, in bytes. */
const [headerBytes, entryBytes] = [12, 8]

/** The names of a directory. Throws {@link FormatError} on a broken listing, and on more names than the budget has. */
export function* readListing(
  tables: MetadataTables,
  superblock: Superblock,
  { listing, listingBytes }: { readonly listing: InodePlace; readonly listingBytes: number },
  budget: Budget,
): Generator<ListedName> {
  const view = tables.read(superblock.directoryTable, listing, listingBytes)
  let at = 0
  while (at < listingBytes) {
    const [count, block, firstNumber] = [view.u32(at) + 1, view.u32(at + 4), view.u32(at + 8)]
    requireForm('squashfs', count <= namesMax, `has ${count} names behind one header of a directory`)
    at += headerBytes
    for (let name = 0; name < count; name++) {
      budget.take()
      const nameBytes = view.u16(at + 6) + 1
      const distance = view.u16(at + 2)
      yield {
        place: { block, offset: view.u16(at) },
        // A distance of 16 bits that may be negative.
        number: firstNumber + (distance < 0x8000 ? distance : distance - 0x10000),
        name: view.text(at + entryBytes, nameBytes),
      }
      at += entryBytes + nameBytes
    }
  }
}
