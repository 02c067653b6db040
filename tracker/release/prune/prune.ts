import { open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '#core/errors.ts'
import { targetsOf } from '#core/metadata/target.ts'
import type { TrustedMetadata } from '#core/metadata/trusted-metadata.ts'
import { rolloutsOf } from '#core/rollout/rollout-target.ts'
import type { FleetVersions } from '#tracker/release/bases/fleet-versions.ts'
import { versionsOf } from '#tracker/release/build-bases.ts'
import { namedFiles } from '#tracker/release/prune/named-files.ts'
import { protectedVersions } from '#tracker/release/prune/protected-versions.ts'
import { type PrunedDelta, planPruning } from '#tracker/release/prune/prune-plan.ts'
import { type UnneededFile, unneededFiles } from '#tracker/release/prune/unneeded-files.ts'
import type { Signers } from '#tracker/release/publication.ts'
import type { Repository } from '#tracker/release/repository.ts'
import { lockPath } from '#tracker/release/repository-layout.ts'
import { withLock } from '#tracker/release/repository-lock.ts'
import { stampOf } from '#tracker/release/repository-published.ts'

/** What is pruned, and how much is kept. */
export interface PruneInput {
  readonly repository: Repository
  /** Undefined: every product. The counts of a fleet and versions to protect are of one product. */
  readonly product: string | undefined
  /** How many of the newest releases keep their deltas, from 1. */
  readonly keep: number
  readonly fleet: FleetVersions | undefined
  /** Versions whose deltas all stay, besides those of rollouts. */
  readonly protect: readonly string[]
  /**
   * How long files stay that nothing names any more, in days: longer than a device believes a list, and takes to
   * install.
   */
  readonly graceDays: number
  readonly now: Date
}

/** What pruning does, or has done. */
export interface PruneSummary {
  readonly withdrawn: readonly PrunedDelta[]
  /**
   * `PRODUCT VERSION` of those whose deltas stay although they would go: a rollout hands them out, or they were
   * named.
   */
  readonly protectedVersions: readonly string[]
  /** Files whose days of grace are over. */
  readonly deleted: FileTotal
  /** Files that nothing names any more and that stay for now. */
  readonly waiting: FileTotal
}

/** Some files together. */
export interface FileTotal {
  readonly files: number
  readonly bytes: number
}

const dayMs = 24 * 60 * 60 * 1000

/**
 * Withdraws the deltas that nobody needs, then deletes files that nothing has named for the days of grace. What is
 * withdrawn is marked before the new list is published, and goes in a later run. A cut at any point leaves a
 * repository that verifies and lacks nothing that is published; the next run goes on. Throws {@link UserError} where
 * a document is lost or damaged, a version is unknown, or another publisher is at work.
 */
export async function pruneRepository(input: PruneInput & { readonly signers: Signers }): Promise<PruneSummary> {
  const { repository, signers, now } = input
  let plan: Plan = { withdrawn: [], protectedVersions: [] }
  await repository.withdraw(
    async (trusted) => {
      plan = planFor(trusted, input)
      const paths = plan.withdrawn.map(({ target }) => target.path)
      if (paths.length > 0) await beginGrace(repository.directory, await droppedFiles(repository, trusted, paths), now)
      return paths
    },
    { signers, now },
  )
  const { expired, waiting } = await withLock(lockPath(repository.directory), async () => {
    const files = await unneeded(repository, await repository.metadata(now), input)
    for (const { path } of files.expired) await rm(join(repository.directory, path), { force: true })
    return files
  })
  return { ...plan, deleted: totalOf(expired), waiting: totalOf(waiting) }
}

/** What {@link pruneRepository} would do now. Changes nothing, and throws as it does. */
export async function previewPruning(input: PruneInput): Promise<PruneSummary> {
  const { repository, now } = input
  const trusted = await repository.metadata(now)
  const plan = planFor(trusted, input)
  const paths = plan.withdrawn.map(({ target }) => target.path)
  const { expired, waiting } = await unneeded(repository, trusted, input)
  const dropped: UnneededFile[] = []
  for (const path of await droppedFiles(repository, trusted, paths)) {
    dropped.push({ path, bytes: (await stat(join(repository.directory, path))).size, since: now })
  }
  return { ...plan, deleted: totalOf(expired), waiting: totalOf([...waiting, ...dropped]) }
}

type Plan = Pick<PruneSummary, 'withdrawn' | 'protectedVersions'>

function planFor(trusted: TrustedMetadata, { product, keep, fleet, protect }: PruneInput): Plan {
  const targets = targetsOf(trusted)
  const published = targets.filter(({ type }) => type === 'release')
  const products = product === undefined ? [...new Set(published.map((target) => target.product))] : [product]
  if (products.length > 1 && (fleet !== undefined || protect.length > 0)) {
    throw new UserError(`counts and versions are of one product: add --product with one of ${products.join(', ')}`)
  }
  const withdrawn: PrunedDelta[] = []
  const spared = new Set<string>()
  for (const each of products) {
    requireVersions(each, versionsOf(targets, each), protect)
    const kept = new Set([...protectedVersions(rolloutsOf(trusted), each), ...protect])
    const policy = { product: each, keep, fleet }
    withdrawn.push(...planPruning(targets, { ...policy, protectedVersions: kept }))
    const unprotected = planPruning(targets, { ...policy, protectedVersions: new Set() })
    for (const { target } of unprotected) if (kept.has(target.version)) spared.add(`${each} ${target.version}`)
  }
  return { withdrawn, protectedVersions: [...spared] }
}

function requireVersions(product: string, published: readonly string[], protect: readonly string[]): void {
  const unknown = protect.find((version) => !published.includes(version))
  if (published.length > 0 && unknown === undefined) return
  const what = published.length === 0 ? `no release of ${product}` : `no release ${product} ${unknown} to protect`
  throw new UserError(`the repository has ${what}: 'mycel release list' shows what there is`)
}

/** The files that nothing names any more without these targets, of those that are there. */
async function droppedFiles(
  repository: Repository,
  trusted: TrustedMetadata,
  paths: readonly string[],
): Promise<readonly string[]> {
  const before = await namedFiles(repository, trusted)
  const after = await namedFiles(repository, trusted, new Set(paths))
  const dropped: string[] = []
  for (const path of before) {
    if (!after.has(path) && (await stampOf(join(repository.directory, path))) !== '') dropped.push(path)
  }
  return dropped
}

/** Notes in the time of each file that it is needed until now; durable, since the list without them comes next. */
async function beginGrace(directory: string, paths: readonly string[], now: Date): Promise<void> {
  for (const path of paths) {
    const file = await open(join(directory, path), 'r+')
    try {
      await file.utimes(now, now)
      await file.sync()
    } finally {
      await file.close()
    }
  }
}

async function unneeded(repository: Repository, trusted: TrustedMetadata, { graceDays, now }: PruneInput) {
  const files = await unneededFiles(repository.directory, { named: await namedFiles(repository, trusted), trusted })
  const isExpired = ({ since }: UnneededFile): boolean => now.getTime() - since.getTime() >= graceDays * dayMs
  return { expired: files.filter(isExpired), waiting: files.filter((file) => !isExpired(file)) }
}

function totalOf(files: readonly UnneededFile[]): FileTotal {
  return { files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) }
}
