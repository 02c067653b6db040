import { readFile, stat } from 'node:fs/promises'
import { hasCode } from '#adapters/file/durable-file.ts'
import type { Digest } from '#core/digest.ts'
import { messageOf, UserError } from '#core/errors.ts'
import { MetadataRefused } from '#core/metadata/metadata-refused.ts'
import type { TrustedMetadata } from '#core/metadata/trusted-metadata.ts'
import { trustRoot } from '#core/metadata/trusted-metadata.ts'
import { missingFile, takeMissing } from '#core/metadata/workflow/missing-file.ts'
import { rootVersionMax, updateRoot } from '#core/metadata/workflow/update-root.ts'
import { updateTimestamp } from '#core/metadata/workflow/update-timestamp.ts'
import { blobPath, metadataPath, rootPath, timestampPath } from '#tracker/release/repository-layout.ts'

/**
 * Reads and verifies what a repository publishes, from its first root down; only the roots where
 * nothing is published yet. Throws {@link UserError} on a forged, torn or missing file.
 */
export async function readPublished(directory: string): Promise<TrustedMetadata> {
  try {
    const trusted = await readRoots(directory)
    const timestamp = await readIfThere(timestampPath(directory))
    return timestamp === undefined ? trusted : await readRest(directory, updateTimestamp(trusted, timestamp))
  } catch (cause) {
    const problem = cause instanceof MetadataRefused ? cause.finding : messageOf(cause)
    const advice = 'restore its metadata folder from a backup'
    throw new UserError(`the repository ${directory} is damaged: ${problem}; ${advice}`, { cause })
  }
}

async function readRoots(directory: string): Promise<TrustedMetadata> {
  let trusted = trustRoot(await readFile(rootPath(directory, 1)))
  while (trusted.root.version < rootVersionMax) {
    const next = await readIfThere(rootPath(directory, trusted.root.version + 1))
    if (next === undefined) break
    trusted = updateRoot(trusted, next)
  }
  return trusted
}

async function readRest(directory: string, announced: TrustedMetadata): Promise<TrustedMetadata> {
  let trusted = announced
  for (let named = missingFile(trusted); named !== undefined; named = missingFile(trusted)) {
    trusted = takeMissing(trusted, named, await readFile(metadataPath(directory, named.role, named.version)))
  }
  return trusted
}

/** Throws {@link UserError} where a blob is not there. */
export async function requireBlobs(directory: string, blobs: readonly Digest[]): Promise<void> {
  for (const blob of blobs) {
    if ((await stampOf(blobPath(directory, blob))) !== '') continue
    throw new UserError(`the blob ${blob} has gone from ${directory} before it was published: build the release again`)
  }
}

/** The bytes of a file, or undefined where there is none. */
export async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}

/** A text that changes whenever a file is replaced; empty where there is none. */
export async function stampOf(path: string): Promise<string> {
  const facts = await stat(path, { bigint: true }).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  })
  return facts === undefined ? '' : `${facts.ino} ${facts.mtimeNs} ${facts.size}`
}
