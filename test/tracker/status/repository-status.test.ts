import assert from 'node:assert/strict'
import { test } from 'node:test'
import { publishedRepository } from '#test/tracker/release/repository-fixture.ts'
import { repositoryStatus } from '#tracker/status/tracker-status.ts'

test('a repository is told with its releases and what its metadata is good for, expired or not', async (t) => {
  const repository = await publishedRepository(t, '1.0.0', '1.1.0')

  const { directory, releases, metadata } = await repositoryStatus(repository)

  assert.equal(directory, repository.directory)
  assert.equal(releases, 2)
  assert.deepEqual(
    metadata.map(({ role, version }) => `${role} ${version}`),
    ['root 1', 'targets 2', 'snapshot 2', 'timestamp 2'],
  )
})

test('a repository without releases has a root and nothing else', async (t) => {
  const { releases, metadata } = await repositoryStatus(await publishedRepository(t))

  assert.equal(releases, 0)
  assert.deepEqual(
    metadata.map(({ role }) => role),
    ['root'],
  )
})
