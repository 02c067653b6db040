import type { ChunkFacts } from '#core/delta/pack-chunks.ts'
import type { Digest } from '#core/digest.ts'
import { UserError } from '#core/errors.ts'
import type { Manifest } from '#core/format/manifest.ts'
import { decodeChunkPage, decodePayloadPage, entriesOf } from '#core/format/page.ts'
import type { Repository } from '#tracker/release/repository.ts'

/** What the pages of a published image say of each chunk, in order. Throws {@link UserError} where a page is missing or damaged. */
export async function readImageFacts(repository: Repository, manifest: Manifest): Promise<readonly ChunkFacts[]> {
  const facts: ChunkFacts[] = []
  for (const [page, chunkPage] of manifest.chunkPages.entries()) {
    const entries = entriesOf(page, manifest.chunkCount)
    const digests = decodeChunkPage(await readStored(repository, chunkPage), entries)
    const payloadPage = manifest.payloadPages[page]
    const fulls = payloadPage === undefined ? [] : decodePayloadPage(await readStored(repository, payloadPage), entries)
    fulls.forEach((full, entry) => {
      const digest = digests[entry]
      if (digest !== undefined) facts.push({ digest, full })
    })
  }
  return facts
}

/** A blob that a published document names. Throws {@link UserError} when it is missing or damaged. */
export async function readStored(repository: Repository, digest: Digest): Promise<Uint8Array> {
  const bytes = await repository.readBlob(digest)
  if (bytes !== undefined) return bytes
  throw new UserError(`${repository.directory} lacks the blob ${digest}: restore its blobs folder from a backup`)
}
