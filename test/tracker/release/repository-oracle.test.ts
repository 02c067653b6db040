/** Differential test: what we publish is read by tuf-js, an independent client of the TUF specification. */
import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { test } from 'node:test'
import { BaseFetcher, Updater } from 'tuf-js'
import { DownloadHTTPError } from 'tuf-js/dist/error.js'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { makeRootFile, testKey, vendor, withFlippedSignature } from '#test/core/metadata/vendor.ts'
import { makeRollout } from '#test/core/rollout/make-rollout.ts'
import { publishedRepository, releaseTarget } from '#test/tracker/release/repository-fixture.ts'
import type { Repository } from '#tracker/release/repository.ts'

/** Reads `repository:` addresses from a directory; tuf-js takes no other error than 404 for the end of the roots. */
class DirectoryFetcher extends BaseFetcher {
  readonly #directory: string

  constructor(directory: string) {
    super()
    this.#directory = directory
  }

  override async fetch(url: string): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    const content = await readFile(join(this.#directory, new URL(url).pathname)).catch(() => {
      throw new DownloadHTTPError(`no ${url}`, 404)
    })
    return new Blob([content]).stream()
  }
}

async function oracle(t: TestContext, repository: Repository): Promise<Updater> {
  const metadataDir = await temporaryDirectory(t)
  await writeFile(join(metadataDir, 'root.json'), makeRootFile())
  return new Updater({
    metadataDir,
    metadataBaseUrl: 'repository://here/metadata',
    targetDir: await temporaryDirectory(t),
    targetBaseUrl: 'repository://here/targets',
    fetcher: new DirectoryFetcher(repository.directory),
  })
}

// tuf-js takes the time from the machine.
async function repositoryOfToday(t: TestContext): Promise<Repository> {
  const repository = await publishedRepository(t)
  await repository.publish({ targets: [releaseTarget('1.0.0')], signers: vendor, now: new Date() })
  await repository.renew(vendor, new Date())
  await repository.publish({ targets: [releaseTarget('1.1.0')], signers: vendor, now: new Date() })
  return repository
}

test('tuf-js finds and downloads what we publish', async (t) => {
  const updater = await oracle(t, await repositoryOfToday(t))

  const target = await updater.getTargetInfo('hub/1.1.0/release')

  assert.ok(target)
  assert.deepEqual(target.custom, releaseTarget('1.1.0').custom)
  assert.equal(await readFile(await updater.downloadTarget(target), 'utf8'), 'release 1.1.0')
})

test('tuf-js follows the delegation to a rollout, and downloads it', async (t) => {
  const repository = await repositoryOfToday(t)
  await repository.publishRollout(makeRollout(), { signers: vendor, now: new Date() })
  const updater = await oracle(t, repository)

  const target = await updater.getTargetInfo('rollouts/hub/spring')

  assert.ok(target)
  assert.deepEqual(JSON.parse(await readFile(await updater.downloadTarget(target), 'utf8')), makeRollout())
})

test('tuf-js follows a root that rotates its keys', async (t) => {
  const repository = await repositoryOfToday(t)
  const keys = { ...vendor, root: testKey(11) }
  const root = makeRootFile({ version: 2, keys, signers: [vendor.root, keys.root] })
  await writeFile(join(repository.directory, 'metadata/2.root.json'), root)
  const updater = await oracle(t, repository)

  await updater.refresh()

  assert.ok(await updater.getTargetInfo('hub/1.0.0/release'))
})

test('tuf-js refuses the timestamp that we refuse', async (t) => {
  const repository = await repositoryOfToday(t)
  const path = join(repository.directory, 'metadata/timestamp.json')
  await writeFile(path, withFlippedSignature(await readFile(path)))

  await assert.rejects((await oracle(t, repository)).refresh(), /timestamp was signed by 0\/1 keys/)
})
