import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sha256 } from '#core/digest.ts'
import { vendor } from '#test/core/metadata/vendor.ts'
import { daysLater, now, publishedRepository, releaseTarget } from '#test/tracker/release/repository-fixture.ts'
import type { Repository } from '#tracker/release/repository.ts'
import { draftDirectory } from '#tracker/release/ship/draft.ts'
import { ShipSteps } from '#tracker/release/ship/ship-steps.ts'

const wanted = { product: 'hub', version: '1.1.0' }

test('a step that was done is not done again', async (t) => {
  const repository = await publishedRepository(t, '1.0.0')
  await run(repository, 'wish', 'build')

  const again = await run(repository, 'wish', 'build', 'preflight')

  assert.deepEqual(again, ['build before', 'preflight'])
})

test('a step that failed is done when it is asked for again', async (t) => {
  const repository = await publishedRepository(t, '1.0.0')
  const steps = await takeUp(repository, 'wish', [])
  const failing = steps.take('build', () => Promise.reject(new Error('no space')))
  await assert.rejects(failing, /no space/)

  assert.deepEqual(await run(repository, 'wish', 'build'), ['build'])
})

test('another wish begins anew', async (t) => {
  const repository = await publishedRepository(t, '1.0.0')
  await run(repository, 'wish', 'build')

  assert.deepEqual(await run(repository, 'another', 'build'), ['build'])
})

test('a repository that has moved on wants a new draft, until the release is published', async (t) => {
  const repository = await publishedRepository(t, '1.0.0')
  await run(repository, 'wish', 'build')

  await repository.publish({ targets: [releaseTarget('1.0.1')], signers: vendor, now })
  const afterOthers = await run(repository, 'wish', 'build', 'publish')
  await repository.renew(vendor, daysLater(1))
  const afterPublication = await run(repository, 'wish', 'build', 'publish')

  assert.deepEqual(afterOthers, ['build', 'publish'])
  assert.deepEqual(afterPublication, ['build before', 'publish before'])
})

test('a release that is on its way is remembered without its draft', async (t) => {
  const repository = await publishedRepository(t, '1.0.0')
  const steps = await takeUp(repository, 'wish', [])
  for (const step of ['build', 'publish'] as const) await steps.take(step, async () => 'done')
  await steps.end()

  assert.deepEqual(await run(repository, 'wish', 'build', 'publish'), ['build before', 'publish before'])
})

/** Takes steps up to the last of `names`; says which, and which were done before. */
async function run(
  repository: Repository,
  wish: string,
  ...names: readonly ('build' | 'preflight' | 'publish')[]
): Promise<readonly string[]> {
  const told: string[] = []
  const steps = await takeUp(repository, wish, told)
  for (const name of names) await steps.take(name, async () => 'done')
  return told
}

function takeUp(repository: Repository, wish: string, told: string[]): Promise<ShipSteps> {
  return ShipSteps.takeUp(repository, {
    directory: draftDirectory(repository, wanted),
    wish: sha256(Buffer.from(wish)),
    onStep: ({ step, isFromBefore }) => told.push(isFromBefore ? `${step} before` : step),
  })
}
