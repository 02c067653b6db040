import type { Manifest } from '#core/format/manifest.ts'
import { chunkPageBytes, entriesOf } from '#core/format/page.ts'
import { type ChunkDigests, digestsFromPages } from '#core/plan/chunk-digests.ts'
import type { DocumentStore } from '#node/install/document-store.ts'

/** The digest of every chunk of an image, from the pages that its manifest names. */
export async function fetchDigests(manifest: Manifest, documents: Pick<DocumentStore, 'get'>): Promise<ChunkDigests> {
  const pages: Uint8Array[] = []
  for (const [page, digest] of manifest.chunkPages.entries()) {
    pages.push(await documents.get(digest, chunkPageBytes(entriesOf(page, manifest.chunkCount))))
  }
  return digestsFromPages(manifest, pages)
}
