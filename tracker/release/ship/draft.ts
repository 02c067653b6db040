import { mkdir, readdir, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { hasCode, makeDirectory, replaceFile } from '#adapters/file/durable-file.ts'
import type { Digest } from '#core/digest.ts'
import type { MycelTarget } from '#core/metadata/target.ts'
import { targetsOf } from '#core/metadata/target.ts'
import { namedBlobs } from '#tracker/release/prune/named-files.ts'
import type { NewTarget } from '#tracker/release/repository.ts'
import { Repository } from '#tracker/release/repository.ts'
import { metadataPath, rootPath, timestampPath } from '#tracker/release/repository-layout.ts'

/** Where a release is drafted: beside its repository, since everything inside is served to devices. */
export function draftDirectory(
  repository: Repository,
  { product, version }: Pick<MycelTarget, 'product' | 'version'>,
): string {
  return join(`${repository.directory}.drafts`, `${product}-${version}`)
}

/** The folders that a draft has in common with its repository: nobody is told what is in them before it is signed. */
const commonFolders = ['blobs', 'targets'] as const

/**
 * A repository that publishes what another one does, and goes on from there on its own: what is published into it has its
 * files in the other one, and is known to nobody. Its directory is empty, or not there.
 */
export async function draftOf(repository: Repository, directory: string): Promise<Repository> {
  await makeDirectory(directory)
  await mkdir(join(directory, 'metadata'))
  for (const folder of commonFolders) {
    await makeDirectory(join(repository.directory, folder))
    await symlink(join(repository.directory, folder), join(directory, folder))
  }
  const { root, timestamp, ...named } = await repository.published()
  for (let version = 1; version <= root.version; version++) {
    const file = await repository.metadataFile('root', version)
    if (file !== undefined) await replaceFile(rootPath(directory, version), file)
  }
  for (const role of ['snapshot', 'targets', 'rollouts'] as const) {
    const file = named[role]
    if (file !== undefined) await replaceFile(metadataPath(directory, role, file.version), file.content)
  }
  if (timestamp !== undefined) await replaceFile(timestampPath(directory), timestamp.content)
  return await Repository.open(directory)
}

/** Takes a draft away whole, or all of it but `kept`, the name of a file. */
export async function discardDraft(directory: string, kept?: string): Promise<void> {
  const names = await readdir(directory).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return []
    throw error
  })
  // What is common is linked, and only the link goes.
  for (const name of names) if (name !== kept) await rm(join(directory, name), { recursive: true, force: true })
}

/** What a draft would publish of one release: its files with what is signed about them, and the blobs that they name. */
export async function draftedRelease(
  draft: Repository,
  { product, version }: Pick<MycelTarget, 'product' | 'version'>,
): Promise<{ readonly targets: readonly NewTarget[]; readonly blobs: readonly Digest[] }> {
  const trusted = await draft.published()
  const files = trusted.targets?.metadata.signed.targets ?? {}
  const all = targetsOf(trusted)
  const mine = all.filter((target) => target.product === product && target.version === version)
  const targets: NewTarget[] = []
  for (const target of mine) {
    const { path } = target
    targets.push({ path, bytes: await draft.readTarget(target), custom: files[path]?.custom ?? {} })
  }
  return { targets, blobs: await namedBlobs(draft, mine) }
}
