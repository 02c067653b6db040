import assert from 'node:assert/strict'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { targetsOf } from '#core/metadata/target.ts'
import { makeRootFile } from '#test/core/metadata/vendor.ts'
import { openPreflightBench, status } from './preflight-bench.ts'

const dayMs = 24 * 60 * 60 * 1000

test('a gated release with a delta, a way back and a tracker that is watched passes every line', async (t) => {
  const { build, check } = await openPreflightBench(t)
  await build('1.0.0')
  await build('1.1.0')

  const lines = await check('1.1.0', { isAnalyzed: true })

  assert.deepEqual(
    Object.values(lines).map(({ item, verdict }) => `${verdict} ${item}`),
    [
      'pass full download',
      'pass upgrade from 1.0.0',
      'pass downgrade to 1.0.0',
      'pass rollback target',
      'pass image app',
      'pass signatures',
      'pass gate',
      'pass keys',
      'pass expiry',
      'pass tracker',
      'pass monitoring',
      'pass stakeholders',
    ],
  )
})

test('a delta whose payload is damaged fails the way up from its base, and names the file', async (t) => {
  const { build, check, repository } = await openPreflightBench(t)
  await build('1.0.0')
  const before = await blobsOf(repository.directory)
  await build('1.1.0')
  const added = (await blobsOf(repository.directory)).filter((path) => !before.includes(path))
  for (const path of added) await writeFile(path, 'damaged')

  const lines = await check('1.1.0')

  assert.equal(lines['full download']?.verdict, 'fail')
  assert.equal(lines['upgrade from 1.0.0']?.verdict, 'fail')
  assert.match(lines['upgrade from 1.0.0']?.found ?? '', /blobs\/.* is damaged/)
})

test('versions that the fleet reports are tried, the most run first, also those that are not published', async (t) => {
  const { build, check } = await openPreflightBench(t)
  await build('1.0.0')
  await build('1.1.0')

  const fleet = new Map([
    ['0.9.0', 4],
    ['1.0.0', 431],
    ['2.0.0', 1],
  ])
  const lines = await check('1.1.0', { fleet })

  const ways = Object.values(lines).filter(({ item }) => item.startsWith('upgrade'))
  assert.deepEqual(
    ways.map(({ item, verdict }) => `${verdict} ${item}`),
    ['pass upgrade from 1.0.0', 'pass upgrade from 0.9.0', 'open upgrade from 2.0.0'],
  )
  assert.match(ways[0]?.found ?? '', /^431 devices: a delta of \d+ bytes makes the images as signed$/)
  assert.match(ways[1]?.found ?? '', /^4 devices: takes the full download$/)
})

test('a security epoch that rises closes the way back, unless that is asked for', async (t) => {
  const { build, check } = await openPreflightBench(t)
  await build('1.0.0')
  await build('1.1.0', { securityEpoch: 1 })

  const plain = await check('1.1.0')
  const asked = await check('1.1.0', { isOneWay: true })

  assert.equal(plain['downgrade to 1.0.0']?.verdict, 'fail')
  assert.equal(asked['downgrade to 1.0.0']?.verdict, 'open')
})

test('a version that may not take the release fails, unless a release between the two leads there', async (t) => {
  const { build, check } = await openPreflightBench(t)
  await build('1.0.0')
  await build('2.0.0', { terms: { gated: true, takesFrom: '>=1.5.0' } })

  const alone = await check('2.0.0')
  await build('1.5.0')
  const withStep = await check('2.0.0')

  assert.equal(alone['upgrade from 1.0.0']?.verdict, 'fail')
  assert.equal(withStep['upgrade from 1.0.0']?.verdict, 'pass')
})

test('a repository that begins with the root of another vendor fails', async (t) => {
  const { build, check, keys } = await openPreflightBench(t)
  await build('1.0.0')
  await writeFile(join(keys, 'root.json'), makeRootFile())

  const lines = await check('1.0.0')

  assert.match(lines['signatures']?.found ?? '', /begins with another root\.json/)
})

test('metadata that ends before anybody signs it anew fails', async (t) => {
  const { build, check } = await openPreflightBench(t)
  await build('1.0.0')

  const lines = await check('1.0.0', { now: new Date(Date.now() + 2.5 * dayMs) })

  assert.equal(lines['expiry']?.verdict, 'fail')
  assert.match(lines['expiry']?.found ?? '', /timestamp 1 until .* ONLY 1[12] h/)
})

test('a release without a gate is left to a person: every device takes it at once', async (t) => {
  const { build, check } = await openPreflightBench(t)
  await build('1.0.0', { terms: {} })

  const lines = await check('1.0.0')

  assert.equal(lines['gate']?.verdict, 'open')
})

test('a tracker without metrics or without the key of rollouts fails', async (t) => {
  const { build, check } = await openPreflightBench(t)
  await build('1.0.0')
  const keys = { directory: '/srv/keys', present: ['snapshot', 'timestamp'] as const }
  const poor = { ...status, metricsPort: null, keys }

  const lines = await check('1.0.0', { tracker: { status: poor, url: undefined, acknowledge: undefined } })

  assert.match(lines['tracker']?.found ?? '', /runs without rollouts\.key/)
  assert.equal(lines['monitoring']?.verdict, 'fail')
})

test('who answers for the release is written down, and nobody is a failure', async (t) => {
  const { build, check } = await openPreflightBench(t)
  await build('1.0.0')
  const written: string[] = []
  const acknowledge = async (by: string): Promise<void> => void written.push(by)
  const tracker = { status, url: undefined, acknowledge }

  const named = await check('1.0.0', { tracker })
  const nobody = await check('1.0.0', { tracker, acknowledgedBy: undefined })

  assert.equal(named['stakeholders']?.verdict, 'pass')
  assert.equal(nobody['stakeholders']?.verdict, 'fail')
  assert.deepEqual(written, ['Ada'])
})

test('checking a release publishes nothing', async (t) => {
  const { build, check, repository } = await openPreflightBench(t)
  await build('1.0.0')
  const before = await repository.head()

  await check('1.0.0')

  assert.deepEqual(await repository.head(), before)
  assert.equal(targetsOf(await repository.published()).length, 1)
})

test('a release that is not there is no checklist', async (t) => {
  const { build, check } = await openPreflightBench(t)
  await build('1.0.0')

  await assert.rejects(check('9.0.0'), /has no release hub 9\.0\.0: choose from 1\.0\.0/)
})

async function blobsOf(repository: string): Promise<readonly string[]> {
  const entries = await readdir(join(repository, 'blobs'), { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}
