import type { MetadataSource } from '#adapters/metadata/metadata-source.ts'
import { check } from '#core/check.ts'
import { requireFresh } from '#core/metadata/read-metadata.ts'
import { metadataFile } from '#core/metadata/repository-files.ts'
import type { TrustedMetadata } from '#core/metadata/trusted-metadata.ts'
import { missingFile, takeMissing } from '#core/metadata/workflow/missing-file.ts'
import { updateRoot } from '#core/metadata/workflow/update-root.ts'
import { updateTimestamp } from '#core/metadata/workflow/update-timestamp.ts'

/** The most new roots of one refresh; the next refresh goes on from there. */
export const rootsPerRefreshMax = 32

/** What is trusted after each newer root of a source (TUF 5.3.2 to 5.3.9). Throws {@link MetadataRefused}. */
export async function* newerRoots(trusted: TrustedMetadata, source: MetadataSource): AsyncGenerator<TrustedMetadata> {
  let next = trusted
  for (let count = 0; count < rootsPerRefreshMax; count++) {
    const content = await source.root(next.root.version + 1)
    if (content === undefined) return
    next = updateRoot(next, content)
    yield next
  }
}

/**
 * What is trusted after the timestamp of a source, and of the files that it leads to those that are new (TUF 5.4 to 5.6).
 * Throws {@link MetadataRefused}, also where one of them, or the root (5.3.10), has expired.
 */
export async function updateBelowRoot(
  trusted: TrustedMetadata,
  source: MetadataSource,
  now: Date,
): Promise<TrustedMetadata> {
  requireFresh(trusted.root, now) // 5.3.10
  let next = updateTimestamp(trusted, await source.timestamp())
  check(next.timestamp !== undefined, 'an accepted timestamp is trusted')
  requireFresh(next.timestamp, now) // 5.4.4
  requireBelowFresh(next, now)
  for (let named = missingFile(next); named !== undefined; named = missingFile(next)) {
    const { role, digest, bytes, version } = named
    next = takeMissing(next, named, await source.blob(digest, bytes, metadataFile(role, version)))
    requireBelowFresh(next, now)
  }
  return next
}

/** What is here below the timestamp has not expired (5.5.6, 5.6.5), down to the file that is to come. */
function requireBelowFresh({ snapshot, targets, rollouts }: TrustedMetadata, now: Date): void {
  for (const file of [snapshot, targets, rollouts]) {
    if (file === undefined) return
    requireFresh(file, now)
  }
}
