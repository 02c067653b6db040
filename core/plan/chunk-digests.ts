import { type Digest, sha256 } from '#core/digest.ts'
import { requireForm } from '#core/format/bounds.ts'
import type { Delta } from '#core/format/delta.ts'
import type { Manifest } from '#core/format/manifest.ts'
import { decodeChunkPage, encodeChunkPage, entriesOf, paginate } from '#core/format/page.ts'

/** The digest of every chunk of an image, in order: all of them stand under the manifest's root. */
export type ChunkDigests = readonly Digest[]

/**
 * The chunk digests of a new image, from those of its base and the delta between them. Throws
 * {@link FormatError} unless the result is what the signed manifest says.
 */
export function digestsFromDelta(manifest: Manifest, delta: Delta, base: ChunkDigests): ChunkDigests {
  const changed = new Map(delta.ops.map((op) => [op.chunk, op.digest]))
  const digests = Array.from({ length: manifest.chunkCount }, (_, chunk) => {
    const digest = changed.get(chunk) ?? base[chunk]
    requireForm('delta', digest !== undefined, `says nothing of chunk ${chunk}, which the base does not have`)
    return digest
  })
  requireUnderRoot(manifest, digests, 'delta')
  return digests
}

/** The chunk digests of an image from its pages. Throws {@link FormatError} unless they stand under the manifest's root. */
export function digestsFromPages(manifest: Manifest, pages: readonly Uint8Array[]): ChunkDigests {
  const digests = pages.flatMap((page, index) => decodeChunkPage(page, entriesOf(index, manifest.chunkCount)))
  requireUnderRoot(manifest, digests, 'chunk pages')
  return digests
}

/** Whether these are the chunk digests that the manifest was signed over. */
export function areUnderRoot(manifest: Manifest, digests: ChunkDigests): boolean {
  const pages = paginate(digests).map((page) => sha256(encodeChunkPage(page)))
  return (
    pages.length === manifest.chunkPages.length && pages.every((page, index) => page === manifest.chunkPages[index])
  )
}

function requireUnderRoot(manifest: Manifest, digests: ChunkDigests, subject: string): void {
  requireForm(
    subject,
    areUnderRoot(manifest, digests),
    'gives chunk digests that do not stand under the signed root of the image',
  )
}
