import type { Digest } from '#core/digest.ts'
import { parseTargetPath } from '#core/metadata/target-path.ts'
import type { NamedRole } from '#core/metadata/workflow/named-file.ts'

/*
 * Where the files of a repository are, relative to its root: a folder of the vendor, or the URL of any web server
 * that was given a copy of it.
 */

/** A root of the chain. */
export function rootFile(version: number): string {
  return `metadata/${version}.root.json`
}

/** The one file of a repository that is ever replaced: what it names is what is published. */
export const timestampFile = 'metadata/timestamp.json'

/** A snapshot, targets or rollouts file, by its version (TUF 6.2, consistent snapshots). */
export function metadataFile(role: NamedRole, version: number): string {
  return `metadata/${version}.${role}.json`
}

/** A target file, by its digest and name (TUF 6.2). Throws {@link FormatError} on a path that is not PRODUCT/VERSION/NAME. */
export function targetFile(target: { readonly path: string; readonly digest: Digest }): string {
  const { product, version, name } = parseTargetPath(target.path)
  return `targets/${product}/${version}/${target.digest}.${name}`
}

/** A payload, page or other bytes that are named by their digest alone. */
export function blobFile(digest: Digest): string {
  return `blobs/${digest.slice(0, 2)}/${digest}`
}
