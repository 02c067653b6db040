import assert from 'node:assert/strict'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { sha256 } from '#core/digest.ts'
import { FormatError, UserError } from '#core/errors.ts'
import { MetadataRefused } from '#core/metadata/metadata-refused.ts'
import { targetsOf } from '#core/metadata/target.ts'
import { versionsOf } from '#core/metadata/trusted-metadata.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { makeRootFile, testKey, vendor, withFlippedSignature } from '#test/core/metadata/vendor.ts'
import { daysLater, now, publishedRepository, releaseTarget } from '#test/tracker/release/repository-fixture.ts'
import { targetsLifetimeDays } from '#tracker/release/publication.ts'
import { Repository } from '#tracker/release/repository.ts'

async function refuses(work: Promise<unknown>, advice: RegExp): Promise<void> {
  await assert.rejects(work, (error) => error instanceof UserError && advice.test(error.message))
}

test('a new repository is empty', async (t) => {
  const repository = await publishedRepository(t)

  assert.deepEqual(targetsOf(await repository.metadata(now)), [])
  assert.deepEqual(await repository.head(), { rootVersion: 1, timestampVersion: 0 })
  assert.equal(await repository.metadataFile('timestamp', 0), undefined)
})

test('a published target is listed and read back', async (t) => {
  const repository = await publishedRepository(t, '1.0.0')

  const targets = targetsOf(await repository.metadata(now))

  assert.deepEqual(
    targets.map((target) => target.path),
    ['hub/1.0.0/release'],
  )
  for (const target of targets)
    assert.equal(Buffer.from(await repository.readTarget(target)).toString(), 'release 1.0.0')
})

test('a publication keeps what was published before', async (t) => {
  const repository = await publishedRepository(t, '1.0.0', '1.1.0')

  const trusted = await (await Repository.open(repository.directory)).metadata(now)

  assert.deepEqual(
    targetsOf(trusted).map((target) => target.version),
    ['1.0.0', '1.1.0'],
  )
  assert.deepEqual(versionsOf(trusted), { root: 1, timestamp: 2, snapshot: 2, targets: 2, rollouts: 0 })
})

test('files have the names that TUF gives them', async (t) => {
  const repository = await publishedRepository(t, '1.0.0')
  const digest = sha256(Buffer.from('release 1.0.0'))

  const metadata = await readdir(join(repository.directory, 'metadata'))
  const targets = await readdir(join(repository.directory, 'targets/hub/1.0.0'))

  assert.deepEqual(metadata.sort(), ['1.root.json', '1.snapshot.json', '1.targets.json', 'timestamp.json'])
  assert.deepEqual(targets, [`${digest}.release`])
})

test('publishing the same bytes again changes nothing', async (t) => {
  const repository = await publishedRepository(t, '1.0.0')

  await repository.publish({ targets: [releaseTarget('1.0.0')], signers: vendor, now })

  assert.deepEqual(await repository.head(), { rootVersion: 1, timestampVersion: 1 })
})

test('other bytes under a published path are refused', async (t) => {
  const repository = await publishedRepository(t, '1.0.0')
  const targets = [releaseTarget('1.0.0', 'something else')]

  await refuses(repository.publish({ targets, signers: vendor, now }), /hub\/1\.0\.0\/release.*choose a new version/)
})

test('keys that the root does not name publish nothing', async (t) => {
  const repository = await publishedRepository(t)
  const signers = { ...vendor, targets: testKey(99) }

  await refuses(repository.publish({ targets: [releaseTarget('1.0.0')], signers, now }), /TUF 5\.6\.3.*mycel keys show/)

  assert.deepEqual(await readdir(join(repository.directory, 'metadata')), ['1.root.json'])
})

test('a target with facts that no device can read is not published', async (t) => {
  const repository = await publishedRepository(t)
  const target = { ...releaseTarget('1.0.0'), custom: { mycel: { type: 'release', product: 'hub', version: '2.0.0' } } }

  await assert.rejects(repository.publish({ targets: [target], signers: vendor, now }), FormatError)
})

test('a renewal keeps the targets and moves the expiry', async (t) => {
  const repository = await publishedRepository(t, '1.0.0')

  await repository.renew(vendor, daysLater(5))

  const trusted = await repository.metadata(daysLater(5))
  assert.deepEqual(versionsOf(trusted), { root: 1, timestamp: 2, snapshot: 2, targets: 1, rollouts: 0 })
  assert.equal(trusted.timestamp?.metadata.signed.expires, '2026-08-09T00:00:00Z')
})

test('a renewal of an empty repository does nothing', async (t) => {
  const repository = await publishedRepository(t)

  await repository.renew(vendor, now)

  assert.deepEqual(await repository.head(), { rootVersion: 1, timestampVersion: 0 })
})

test('targets that have expired are not renewed by the online keys', async (t) => {
  const repository = await publishedRepository(t, '1.0.0')

  await refuses(repository.renew(vendor, daysLater(targetsLifetimeDays)), /TUF 5\.6\.5/)
})

test('building the same release again renews expired targets', async (t) => {
  const repository = await publishedRepository(t, '1.0.0')
  const aYearLater = daysLater(targetsLifetimeDays)

  await repository.publish({ targets: [releaseTarget('1.0.0')], signers: vendor, now: aYearLater })
  await repository.renew(vendor, aYearLater)

  assert.equal((await repository.metadata(aYearLater)).targets?.version, 2)
})

test('an expired repository can be published to again', async (t) => {
  const repository = await publishedRepository(t, '1.0.0')

  await repository.publish({ targets: [releaseTarget('1.1.0')], signers: vendor, now: daysLater(400) })

  assert.equal(targetsOf(await repository.metadata(daysLater(400))).length, 2)
})

test('what another process publishes is seen', async (t) => {
  const seeder = await publishedRepository(t, '1.0.0')
  await seeder.head()
  const publisher = await Repository.open(seeder.directory)

  await publisher.publish({ targets: [releaseTarget('1.1.0')], signers: vendor, now })

  assert.deepEqual(await seeder.head(), { rootVersion: 1, timestampVersion: 2 })
  assert.notEqual(await seeder.locate(sha256(Buffer.from('release 1.1.0'))), undefined)
})

test('a new root in the folder is seen', async (t) => {
  const repository = await publishedRepository(t, '1.0.0')
  await repository.head()
  const root = makeRootFile({ version: 2 })

  await writeFile(join(repository.directory, 'metadata/2.root.json'), root)

  assert.deepEqual(await repository.head(), { rootVersion: 2, timestampVersion: 1 })
  assert.deepEqual(Buffer.from((await repository.metadataFile('root', 2)) ?? []), Buffer.from(root))
})

test('a blob is found by its digest', async (t) => {
  const repository = await publishedRepository(t)
  const digest = await repository.putBlob(Buffer.from('payload'))

  assert.equal(Buffer.from((await repository.readBlob(digest)) ?? []).toString(), 'payload')
  assert.equal(await repository.locate(digest), join(repository.directory, 'blobs', digest.slice(0, 2), digest))
  assert.equal(await repository.readBlob(sha256(Buffer.from('other'))), undefined)
  assert.equal(await repository.locate(sha256(Buffer.from('other'))), undefined)
})

test('targets, snapshot and targets metadata are found by their digests', async (t) => {
  const repository = await publishedRepository(t, '1.0.0')
  const { snapshot, targets } = await repository.metadata(now)

  for (const digest of [sha256(Buffer.from('release 1.0.0')), snapshot?.digest, targets?.digest]) {
    assert.ok(digest)
    assert.equal(sha256(await readFile((await repository.locate(digest)) ?? '')), digest)
  }
})

test('what the list before has named is found by a device that reads it yet', async (t) => {
  const repository = await publishedRepository(t, '1.0.0')
  const { snapshot } = await repository.metadata(now)
  assert.ok(snapshot)

  await repository.withdraw(async () => ['hub/1.0.0/release'], { signers: { ...vendor, rollouts: undefined }, now })

  assert.deepEqual(targetsOf(await repository.metadata(now)), [])
  for (const digest of [sha256(Buffer.from('release 1.0.0')), snapshot.digest]) {
    assert.equal(sha256(await readFile((await repository.locate(digest)) ?? '')), digest)
  }
})

test('damaged blobs and targets are not handed out', async (t) => {
  const repository = await publishedRepository(t, '1.0.0')
  const digest = await repository.putBlob(Buffer.from('payload'))
  await writeFile((await repository.locate(digest)) ?? '', 'payloaX')
  const [target] = targetsOf(await repository.metadata(now))
  assert.ok(target)
  await writeFile((await repository.locate(target.digest)) ?? '', 'release 1.0.X')

  await refuses(repository.readBlob(digest), /is damaged/)
  await refuses(repository.readTarget(target), /is damaged/)
})

test('a missing target is named', async (t) => {
  const repository = await publishedRepository(t, '1.0.0')
  const [target] = targetsOf(await repository.metadata(now))
  assert.ok(target)
  await rm(join(repository.directory, 'targets'), { recursive: true })

  await refuses(repository.readTarget(target), /targets\/hub\/1\.0\.0\/.*\.release is missing/)
})

test('a forged timestamp is refused with the folder, the file and the broken rule', async (t) => {
  const repository = await publishedRepository(t, '1.0.0')
  const path = join(repository.directory, 'metadata/timestamp.json')
  await writeFile(path, withFlippedSignature(await readFile(path)))

  await refuses(repository.metadata(now), /repository .*timestamp\.json is refused \(TUF 5\.4\.2\)/)
})

test('a torn targets file is refused', async (t) => {
  const repository = await publishedRepository(t, '1.0.0')
  const path = join(repository.directory, 'metadata/1.targets.json')
  await writeFile(path, (await readFile(path)).subarray(0, 100))

  await refuses((await Repository.open(repository.directory)).metadata(now), /targets\.json is refused \(TUF 5\.6\.2\)/)
})

test('an expired root is an error, since no publication mends it', async (t) => {
  const repository = await publishedRepository(t)

  await assert.rejects(
    repository.metadata(new Date('2070-01-01T00:00:00Z')),
    (error) => error instanceof MetadataRefused && error.step === 'TUF 5.3.10',
  )
})

test('leftovers of a publication that was cut do not stop the next one', async (t) => {
  const repository = await publishedRepository(t, '1.0.0')
  await writeFile(join(repository.directory, 'metadata/2.targets.json'), 'left over')

  await repository.publish({ targets: [releaseTarget('1.1.0')], signers: vendor, now })

  assert.equal(targetsOf(await repository.metadata(now)).length, 2)
})

test('a directory without a root is no repository', async (t) => {
  await refuses(Repository.open(await temporaryDirectory(t)), /not a mycel repository/)
})

test('a repository is not taken for one of other keys', async (t) => {
  const { directory } = await publishedRepository(t)
  const stranger = makeRootFile({ keys: { ...vendor, root: testKey(11) } })

  await refuses(Repository.openOrCreate(directory, stranger), /another root\.json/)
  await Repository.openOrCreate(directory, makeRootFile())
})
