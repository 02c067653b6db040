/** A repository of four releases with deltas from every earlier one, for tests that prune it. */
import assert from 'node:assert/strict'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { after, before, type TestContext } from 'node:test'
import { sha256 } from '#core/digest.ts'
import { type MycelTarget, targetsOf } from '#core/metadata/target.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { noise, worn } from '#test/core/delta/sample-images.ts'
import { makeRootFile, vendor } from '#test/core/metadata/vendor.ts'
import { buildRelease } from '#tracker/release/build.ts'
import { namedFiles } from '#tracker/release/prune/named-files.ts'
import { type PruneInput, type PruneSummary, pruneRepository } from '#tracker/release/prune/prune.ts'
import { Repository } from '#tracker/release/repository.ts'

/** Files are dated by the clock of the machine, so that all dates of these tests begin with it. */
const builtAt = new Date()

export const signers = { ...vendor, rollouts: undefined }

/** The versions that are published, oldest first. */
const versions = ['1.0.0', '1.1.0', '1.2.0', '1.3.0'] as const

export const graceDays = 14

export function daysLater(days: number): Date {
  return new Date(builtAt.getTime() + days * 24 * 60 * 60 * 1000)
}

export interface PruneBench {
  readonly repository: Repository
  prune(now: Date, more?: Partial<PruneInput>): Promise<PruneSummary>
  /** Another repository with the same files of the same age. */
  copy(): Promise<PruneBench>
}

/** What a run is asked where a test says nothing else. */
export function pruneInput(repository: Repository, now: Date, more?: Partial<PruneInput>): PruneInput {
  return { repository, product: 'hub', keep: 2, fleet: undefined, protect: [], graceDays, now, ...more }
}

/** Builds the repository once for a file of tests; gives each of them a copy. */
export function pruneBenches(): (t: TestContext) => Promise<PruneBench> {
  let template = ''
  before(async () => {
    template = await mkdtemp(join(tmpdir(), 'mycel-prune-'))
    const repository = await Repository.openOrCreate(join(template, 'repository'), makeRootFile())
    const imagePath = join(template, 'app.img')
    const first = noise(100_000)
    for (const [minor, version] of versions.entries()) {
      await writeFile(imagePath, minor === 0 ? first : worn(first, 3000 + minor))
      const components = [{ name: 'app', imagePath }]
      await buildRelease({ repository, product: 'hub', version, components, from: 'all', signers, now: builtAt })
    }
  })
  after(() => rm(template, { recursive: true }))
  return (t) => openCopy(t, join(template, 'repository'))
}

async function openCopy(t: TestContext, original: string): Promise<PruneBench> {
  const directory = join(await temporaryDirectory(t), 'repository')
  await cp(original, directory, { recursive: true, preserveTimestamps: true })
  const repository = await Repository.open(directory)
  return {
    repository,
    prune: (now, more) => pruneRepository({ ...pruneInput(repository, now, more), signers }),
    copy: () => openCopy(t, directory),
  }
}

/** The deltas that are published, as `1.0.0 to 1.1.0`. */
export async function listedDeltas(repository: Repository, now: Date): Promise<readonly string[]> {
  const targets: readonly MycelTarget[] = targetsOf(await repository.metadata(now))
  const deltas = targets.filter((target) => target.type !== 'release')
  return deltas.map(({ baseVersion, version }) => `${baseVersion} to ${version}`).sort()
}

/** The blobs and target files that are there, whole. */
export async function contentFiles(repository: Repository): Promise<readonly string[]> {
  const folders = ['blobs', 'targets'].map(async (folder) => {
    const names = await readdir(join(repository.directory, folder), { recursive: true })
    return names
      .filter((name) => /[0-9a-f]{64}/.test(name) && !name.endsWith('.tmp'))
      .map((name) => `${folder}/${name}`)
  })
  return (await Promise.all(folders)).flat().sort()
}

/** Asserts what a reader who begins at the root relies on: metadata verifies, and all that it names is there, byte for byte. */
export async function assertWhole(directory: string, now: Date): Promise<void> {
  const repository = await Repository.open(directory)
  for (const path of await namedFiles(repository, await repository.metadata(now))) {
    const digest = basename(path).slice(0, 64)
    assert.equal(sha256(await readFile(join(directory, path))), digest)
  }
}
