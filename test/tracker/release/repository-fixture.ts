/** A repository on disk, for tests, with the keys of the vendor in memory. */
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { makeRootFile, vendor } from '#test/core/metadata/vendor.ts'
import type { NewTarget } from '#tracker/release/repository.ts'
import { Repository } from '#tracker/release/repository.ts'

export const now = new Date('2026-08-01T00:00:00Z')

export function daysLater(days: number): Date {
  return new Date(now.getTime() + days * 24 * 60 * 60 * 1000)
}

/** The target of a release document with this text in the place of the document. */
export function releaseTarget(version: string, text = `release ${version}`): NewTarget {
  const custom = { mycel: { type: 'release', product: 'hub', version } }
  return { path: `hub/${version}/release`, bytes: Buffer.from(text), custom }
}

/** A repository with these releases. */
export async function publishedRepository(t: TestContext, ...versions: readonly string[]): Promise<Repository> {
  const repository = await Repository.openOrCreate(join(await temporaryDirectory(t), 'repository'), makeRootFile())
  for (const version of versions) {
    await repository.publish({ targets: [releaseTarget(version)], signers: vendor, now })
  }
  return repository
}
