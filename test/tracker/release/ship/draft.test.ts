import assert from 'node:assert/strict'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { targetsOf } from '#core/metadata/target.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { noise } from '#test/core/delta/sample-images.ts'
import { makeRootFile, vendor } from '#test/core/metadata/vendor.ts'
import { now, publishedRepository, releaseTarget } from '#test/tracker/release/repository-fixture.ts'
import { buildRelease } from '#tracker/release/build.ts'
import { Repository } from '#tracker/release/repository.ts'
import { discardDraft, draftDirectory, draftedRelease, draftOf } from '#tracker/release/ship/draft.ts'

const wanted = { product: 'hub', version: '1.1.0' }

test('what is published into a draft is known to nobody else, and has its files where it will be published', async (t) => {
  const repository = await publishedRepository(t, '1.0.0')
  const draft = await draftOf(repository, draftDirectory(repository, wanted))

  await draft.publish({ targets: [releaseTarget('1.1.0')], signers: vendor, now })

  assert.deepEqual(versionsIn(await repository.metadata(now)), ['1.0.0'])
  assert.deepEqual(versionsIn(await draft.metadata(now)), ['1.0.0', '1.1.0'])
  assert.equal((await readdir(join(repository.directory, 'targets/hub'))).length, 2)
})

test('what was drafted is published with what was signed about it, and needs no build', async (t) => {
  const directory = await temporaryDirectory(t)
  const imagePath = join(directory, 'app.img')
  await writeFile(imagePath, noise(100_000))
  const repository = await Repository.openOrCreate(join(directory, 'repository'), makeRootFile())
  const draft = await draftOf(repository, draftDirectory(repository, wanted))
  const components = [{ name: 'app', imagePath }]
  await buildRelease({ repository: draft, ...wanted, components, from: 'auto', signers: vendor, now })

  const { targets, blobs } = await draftedRelease(draft, wanted)
  await repository.publish({ targets, blobs, signers: vendor, now })

  const published = targetsOf(await repository.metadata(now))
  assert.deepEqual(published, targetsOf(await draft.metadata(now)))
  assert.ok(blobs.length > 2, 'pages and payloads')
})

test('a draft that is taken away leaves the files of its repository', async (t) => {
  const repository = await publishedRepository(t, '1.0.0')
  const directory = draftDirectory(repository, wanted)
  await draftOf(repository, directory)

  await discardDraft(directory)

  assert.deepEqual(await readdir(directory), [])
  const [target] = targetsOf(await repository.metadata(now))
  assert.ok(target !== undefined)
  assert.equal(Buffer.from(await repository.readTarget(target)).toString(), 'release 1.0.0')
})

function versionsIn(trusted: Parameters<typeof targetsOf>[0]): readonly string[] {
  return targetsOf(trusted).map(({ version }) => version)
}
