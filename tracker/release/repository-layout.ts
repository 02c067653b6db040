import { join } from 'node:path'
import type { Digest } from '#core/digest.ts'
import { blobFile, metadataFile, rootFile, targetFile, timestampFile } from '#core/metadata/repository-files.ts'
import type { NamedRole } from '#core/metadata/workflow/named-file.ts'

/** A root of the chain. */
export function rootPath(directory: string, version: number): string {
  return join(directory, rootFile(version))
}

/** The one file of a repository that is ever replaced: what it names is what is published. */
export function timestampPath(directory: string): string {
  return join(directory, timestampFile)
}

/** A snapshot, targets or rollouts file, by its version (TUF 6.2, consistent snapshots). */
export function metadataPath(directory: string, role: NamedRole, version: number): string {
  return join(directory, metadataFile(role, version))
}

/** A target file, by its digest and name (TUF 6.2). Throws {@link FormatError} on a path that is not PRODUCT/VERSION/NAME. */
export function targetPath(directory: string, target: { readonly path: string; readonly digest: Digest }): string {
  return join(directory, targetFile(target))
}

/** A payload, page or other bytes that are named by their digest alone. */
export function blobPath(directory: string, digest: Digest): string {
  return join(directory, blobFile(digest))
}

/** Held by whoever publishes. */
export function lockPath(directory: string): string {
  return join(directory, '.publishing')
}
