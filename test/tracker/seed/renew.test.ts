import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Log } from '#adapters/log/log.ts'
import { testKey, vendor } from '#test/core/metadata/vendor.ts'
import { daysLater, now, publishedRepository } from '#test/tracker/release/repository-fixture.ts'
import { timestampLifetimeDays } from '#tracker/release/publication.ts'
import { expiriesOf, renewWhereDue } from '#tracker/seed/renew.ts'

const silent = Log.toStandardOutput('silent')

test('a repository is renewed once half of the time of its timestamp is over, and not before', async (t) => {
  const repository = await publishedRepository(t, '1.0.0')

  t.mock.timers.enable({ apis: ['Date'], now: daysLater(timestampLifetimeDays / 2) })
  await renewWhereDue(repository, vendor, silent)
  const atHalf = await repository.head()
  t.mock.timers.tick(1)
  await renewWhereDue(repository, vendor, silent)
  const afterHalf = await repository.head()

  assert.equal(atHalf.timestampVersion, 1)
  assert.equal(afterHalf.timestampVersion, 2)
})

test('a repository without a release is left alone', async (t) => {
  const repository = await publishedRepository(t)

  await renewWhereDue(repository, vendor, silent)

  assert.equal((await repository.head()).timestampVersion, 0)
})

test('a renewal that the root does not allow is logged and leaves what is published', async (t) => {
  const repository = await publishedRepository(t, '1.0.0')
  t.mock.timers.enable({ apis: ['Date'], now: daysLater(timestampLifetimeDays) })

  await renewWhereDue(repository, { snapshot: testKey(40), timestamp: testKey(41), rollouts: undefined }, silent)

  assert.equal((await repository.head()).timestampVersion, 1)
})

test('the owner is told when each file ends, and which was never published', async (t) => {
  const repository = await publishedRepository(t)

  const expiries = expiriesOf(await repository.metadata(now))

  assert.deepEqual(expiries, {
    rootExpires: '2060-01-01T00:00:00Z',
    targetsExpires: 'never published',
    snapshotExpires: 'never published',
    timestampExpires: 'never published',
  })
})
