import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { UserError } from '#core/errors.ts'
import { MetadataRefused } from '#core/metadata/metadata-refused.ts'
import { signMetadata, specVersion } from '#core/metadata/sign-metadata.ts'
import { TargetList } from '#core/metadata/target-list.ts'
import { trustRoot, versionsOf } from '#core/metadata/trusted-metadata.ts'
import { updateSnapshot } from '#core/metadata/workflow/update-snapshot.ts'
import { updateRollouts, updateTargets } from '#core/metadata/workflow/update-targets.ts'
import { updateTimestamp } from '#core/metadata/workflow/update-timestamp.ts'
import { rolloutsOf } from '#core/rollout/rollout-target.ts'
import { makeRootFile, makeSnapshot, makeTimestamp, testKey, vendor } from '#test/core/metadata/vendor.ts'
import { makeRollout } from '#test/core/rollout/make-rollout.ts'
import { daysLater, now, publishedRepository, releaseTarget } from '#test/tracker/release/repository-fixture.ts'
import { Repository } from '#tracker/release/repository.ts'
import { rolloutTarget } from '#tracker/release/rollout-file.ts'

const signing = { signers: vendor, now }

test('a published rollout is what a reader finds', async (t) => {
  const repository = await publishedRepository(t, '1.0.0')

  await repository.publishRollout(makeRollout(), signing)

  assert.deepEqual(rolloutsOf(await repository.metadata(now)), [makeRollout()])
})

test('a later revision takes the place of the one before, an earlier one does not', async (t) => {
  const repository = await publishedRepository(t, '1.0.0')
  await repository.publishRollout(makeRollout({ revision: 2 }), signing)

  await repository.publishRollout(makeRollout({ revision: 1, openPhases: 2 }), signing)
  const afterEarlier = rolloutsOf(await repository.metadata(now))
  await repository.publishRollout(makeRollout({ revision: 3, openPhases: 2 }), signing)
  const afterLater = rolloutsOf(await repository.metadata(now))

  assert.deepEqual(afterEarlier, [makeRollout({ revision: 2 })])
  assert.deepEqual(afterLater, [makeRollout({ revision: 3, openPhases: 2 })])
})

test('a release that is published later keeps the rollouts, and who signs them', async (t) => {
  const repository = await publishedRepository(t, '1.0.0')
  await repository.publishRollout(makeRollout(), signing)

  await repository.publish({ targets: [releaseTarget('1.1.0')], signers: { ...vendor, rollouts: undefined }, now })
  await repository.publishRollout(makeRollout({ id: 'summer', version: '1.1.0' }), signing)

  assert.equal(rolloutsOf(await repository.metadata(now)).length, 2)
})

test('a release that is not published cannot be rolled out', async (t) => {
  const repository = await publishedRepository(t, '1.0.0')

  const published = repository.publishRollout(makeRollout({ version: '9.9.9' }), signing)

  await assert.rejects(
    published,
    (error) => error instanceof UserError && /9\.9\.9 is not published/.test(error.message),
  )
})

test('a key that the releases do not name signs no rollout', async (t) => {
  const repository = await publishedRepository(t, '1.0.0')

  const published = repository.publishRollout(makeRollout(), { signers: { ...vendor, rollouts: testKey(40) }, now })

  await assert.rejects(
    published,
    (error) => error instanceof UserError && /every device would refuse it/.test(error.message),
  )
  assert.deepEqual(rolloutsOf(await repository.metadata(now)), [])
})

test('a renewal after half a year signs the rollouts anew', async (t) => {
  const repository = await publishedRepository(t, '1.0.0')
  await repository.publishRollout(makeRollout(), signing)

  await repository.renew(vendor, daysLater(100))
  const early = versionsOf(await repository.metadata(now)).rollouts
  await repository.renew(vendor, daysLater(190))
  const late = versionsOf(await repository.metadata(now)).rollouts

  assert.deepEqual([early, late], [1, 2])
})

test('a rollouts file that is gone is named', async (t) => {
  const repository = await publishedRepository(t, '1.0.0')
  await repository.publishRollout(makeRollout(), signing)
  await rm(join(repository.directory, 'metadata/1.rollouts.json'))
  const reopened = await Repository.open(repository.directory)

  await assert.rejects(reopened.metadata(now), /1\.rollouts\.json/)
})

test('a device refuses a snapshot that no longer names the rollouts it knew', async (t) => {
  const repository = await publishedRepository(t, '1.0.0')
  await repository.publishRollout(makeRollout(), signing)
  const trusted = await repository.metadata(now)
  const targets = trusted.targets?.content ?? new Uint8Array()
  const snapshot = makeSnapshot({ version: 9, targets })
  const timestamp = makeTimestamp({ version: 9, snapshot, snapshotVersion: 9 })

  const announced = updateTimestamp(trusted, timestamp)

  assert.throws(() => updateSnapshot(announced, snapshot), MetadataRefused)
})

test('rollouts that the release key itself signed are refused: only the key that it names may', async (t) => {
  const repository = await publishedRepository(t, '1.0.0')
  await repository.publishRollout(makeRollout(), signing)
  const good = await repository.metadata(now)
  const list = { 'rollouts/hub/spring': rolloutTarget(makeRollout({ openPhases: 2 })) }
  const forged = signMetadata(
    new TargetList({ specVersion, version: 1, expires: '2027-01-01T00:00:00Z', targets: list }),
    [vendor.targets],
  )
  const before = [good.timestamp, good.snapshot, good.targets].map((file) => file?.content ?? new Uint8Array())
  let trusted = updateTimestamp(trustRoot(makeRootFile()), before[0] as Uint8Array)
  trusted = updateTargets(updateSnapshot(trusted, before[1] as Uint8Array), before[2] as Uint8Array)

  assert.throws(() => updateRollouts(trusted, forged), MetadataRefused)
})
