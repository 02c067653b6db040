import { readdir, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { hasCode } from '#adapters/file/durable-file.ts'
import { metadataFile } from '#core/metadata/repository-files.ts'
import type { TrustedMetadata } from '#core/metadata/trusted-metadata.ts'
import { versionsOf } from '#core/metadata/trusted-metadata.ts'
import type { NamedRole } from '#core/metadata/workflow/named-file.ts'

/** A file that nothing names any more. */
export interface UnneededFile {
  /** Relative to the repository. */
  readonly path: string
  readonly bytes: number
  /** Since when nobody needs it: devices may have heard of what named it until then. */
  readonly since: Date
}

/**
 * How many of the latest snapshot, targets and rollouts files stay, for clients that are in the middle of a refresh
 * and for people.
 */
export const metadataVersionsKept = 10

/**
 * The files of a repository that are neither named nor among the latest metadata. A blob, a target file and what a
 * cut has left half-written is unneeded since it was last written or withdrawn; numbered metadata since the next
 * number was written.
 */
export async function unneededFiles(
  directory: string,
  { named, trusted }: { readonly named: ReadonlySet<string>; readonly trusted: TrustedMetadata },
): Promise<readonly UnneededFile[]> {
  const paths = (
    await Promise.all(['blobs', 'targets', 'metadata'].map((folder) => listFiles(directory, folder)))
  ).flat()
  const outdated = outdatedMetadata(trusted, paths)
  const files: UnneededFile[] = []
  for (const path of paths) {
    const successor = outdated.get(path)
    if (successor === undefined && (named.has(path) || !isOurs(path))) continue
    const own = await statIfThere(join(directory, path))
    const dated = successor === undefined ? own : await statIfThere(join(directory, successor))
    if (own !== undefined) files.push({ path, bytes: own.size, since: (dated ?? own).mtime })
  }
  return files
}

/**
 * Blobs and target files are named by a digest, and drafts of any file end in `.tmp`: what else lies there is not for
 * us to delete.
 */
function isOurs(path: string): boolean {
  return /^blobs\/..\/[0-9a-f]{64}$|^targets\/.*\/[0-9a-f]{64,128}\.[^/]+$|\/\.[^/]+\.tmp$/.test(path)
}

const numbered = /^metadata\/(\d+)\.(snapshot|targets|rollouts)\.json$/

/**
 * Numbered metadata that is not among the latest, each with the file that took its place. Numbers above the current
 * one are a publication's to replace.
 */
function outdatedMetadata(trusted: TrustedMetadata, paths: readonly string[]): ReadonlyMap<string, string> {
  const current = versionsOf(trusted)
  const outdated = new Map<string, string>()
  for (const path of paths) {
    const [, number, role] = numbered.exec(path) ?? []
    if (number === undefined) continue
    const version = Number(number)
    const latest = current[role as NamedRole]
    if (version <= latest - metadataVersionsKept) outdated.set(path, metadataFile(role as NamedRole, version + 1))
  }
  return outdated
}

async function listFiles(directory: string, folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(join(directory, folder), { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile())
    return files.map((entry) => relative(directory, join(entry.parentPath, entry.name)))
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return []
    throw error
  }
}

async function statIfThere(path: string): Promise<{ readonly size: number; readonly mtime: Date } | undefined> {
  return await stat(path).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  })
}
