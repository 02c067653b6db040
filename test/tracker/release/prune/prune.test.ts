import assert from 'node:assert/strict'
import { readdir, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { UserError } from '#core/errors.ts'
import { blobFile } from '#core/metadata/repository-files.ts'
import type { Rollout } from '#core/rollout/rollout.ts'
import { vendor } from '#test/core/metadata/vendor.ts'
import {
  assertWhole,
  contentFiles,
  daysLater,
  graceDays,
  listedDeltas,
  pruneBenches,
  pruneInput,
  signers,
} from '#test/tracker/release/prune/prune-bench.ts'
import { previewPruning } from '#tracker/release/prune/prune.ts'
import { metadataVersionsKept } from '#tracker/release/prune/unneeded-files.ts'

const openBench = pruneBenches()

test('deltas to releases that are not among the newest are listed no longer', async (t) => {
  const { repository, prune } = await openBench(t)

  const { withdrawn } = await prune(daysLater(1))

  assert.deepEqual(
    withdrawn.map(({ target }) => target.path),
    ['hub/1.1.0/app.from-1.0.0.delta'],
  )
  const kept = ['1.0.0 to 1.2.0', '1.0.0 to 1.3.0', '1.1.0 to 1.2.0', '1.1.0 to 1.3.0', '1.2.0 to 1.3.0']
  assert.deepEqual(await listedDeltas(repository, daysLater(1)), kept)
  await assertWhole(repository.directory, daysLater(1))
})

test('with the counts of a fleet, deltas from versions that nobody runs go, too', async (t) => {
  const { repository, prune } = await openBench(t)

  await prune(daysLater(1), { keep: 1, fleet: new Map([['1.1.0', 3]]) })

  assert.deepEqual(await listedDeltas(repository, daysLater(1)), ['1.1.0 to 1.3.0', '1.2.0 to 1.3.0'])
})

test('files stay for the days of grace after the list without them, and are deleted by a later run', async (t) => {
  const { repository, prune } = await openBench(t)
  const before = await contentFiles(repository)

  const first = await prune(daysLater(1))
  const early = await prune(daysLater(graceDays))
  const stillThere = await contentFiles(repository)
  const late = await prune(daysLater(1 + graceDays))

  assert.deepEqual(stillThere, before)
  assert.deepEqual([first.deleted.files, early.deleted.files], [0, 0])
  assert.ok(late.deleted.files > 0)
  assert.deepEqual(late.deleted, first.waiting)
  assert.equal((await contentFiles(repository)).length, before.length - late.deleted.files)
  await assertWhole(repository.directory, daysLater(1 + graceDays))
})

test('pruning again changes nothing', async (t) => {
  const { repository, prune } = await openBench(t)
  await prune(daysLater(1))
  const head = await repository.head()

  const again = await prune(daysLater(1))

  assert.deepEqual(again.withdrawn, [])
  assert.deepEqual(await repository.head(), head)
})

test('a preview says what a run then does, and changes nothing', async (t) => {
  const { repository, prune } = await openBench(t)
  await prune(daysLater(1))
  const head = await repository.head()
  const input = pruneInput(repository, daysLater(30), { keep: 1 })

  const preview = await previewPruning(input)

  assert.deepEqual(await repository.head(), head)
  assert.deepEqual(preview, await prune(daysLater(30), { keep: 1 }))
})

test('deltas to a protected version stay', async (t) => {
  const { prune } = await openBench(t)

  const { withdrawn, protectedVersions } = await prune(daysLater(1), {
    keep: 1,
    protect: ['1.2.0'],
  })

  assert.deepEqual(protectedVersions, ['hub 1.2.0'])
  assert.deepEqual(
    withdrawn.map(({ target }) => target.version),
    ['1.1.0'],
  )
})

test('deltas to a release that is being rolled out stay', async (t) => {
  const { repository, prune } = await openBench(t)
  const rollout: Rollout = {
    ...{
      id: 'spring',
      product: 'hub',
      version: '1.2.0',
      revision: 1,
      state: 'running',
      openPhases: 1,
      takeBack: false,
    },
    phases: [{ name: 'everybody', select: {}, basisPoints: 10_000 }],
    ...{ urgency: 'normal', consent: { type: 'mandatory' } },
  }
  const note = { path: 'hub/1.3.0/note', bytes: Buffer.from('for another tool'), custom: {} }
  await repository.publish({ targets: [note], signers: vendor, now: daysLater(0) })
  await repository.publishRollout(rollout, { signers: vendor, now: daysLater(0) })

  await prune(daysLater(1), { keep: 1 })
  await prune(daysLater(30), { keep: 1 })

  const kept = ['1.0.0 to 1.2.0', '1.0.0 to 1.3.0', '1.1.0 to 1.2.0', '1.1.0 to 1.3.0', '1.2.0 to 1.3.0']
  assert.deepEqual(await listedDeltas(repository, daysLater(30)), kept)
  await assertWhole(repository.directory, daysLater(30))
})

test('a version to protect and a product that are not there are refused', async (t) => {
  const { prune } = await openBench(t)
  const refusal = (message: RegExp) => (error: unknown) => error instanceof UserError && message.test(error.message)

  await assert.rejects(prune(daysLater(1), { protect: ['9.0.0'] }), refusal(/no release hub 9\.0\.0 to protect/))
  await assert.rejects(prune(daysLater(1), { product: 'lamp' }), refusal(/no release of lamp/))
})

test('what a build has stored and not published yet stays for the days of grace', async (t) => {
  const { repository, prune } = await openBench(t)
  const digest = await repository.putBlob(Buffer.from('a payload of a build that is at work'))
  const path = join(repository.directory, blobFile(digest))

  await prune(daysLater(graceDays - 1))
  const isThere = (await stat(path)).isFile()
  await prune(daysLater(graceDays + 1))

  assert.ok(isThere)
  await assert.rejects(stat(path), /ENOENT/)
})

test('a build that was overtaken by a prune does not publish what is gone', async (t) => {
  const { repository } = await openBench(t)
  const custom = { mycel: { type: 'release', product: 'hub', version: '2.0.0' } }
  const targets = [{ path: 'hub/2.0.0/release', bytes: Buffer.from('release'), custom }]
  const blobs = ['f'.repeat(64)] as unknown as Parameters<typeof repository.publish>[0]['blobs'] & object

  const publishing = repository.publish({ targets, blobs, signers, now: daysLater(1) })

  await assert.rejects(publishing, /has gone .* before it was published: build the release again/)
})

test('a file that is not of a repository stays', async (t) => {
  const { repository, prune } = await openBench(t)
  const own = join(repository.directory, 'blobs/README')
  const draft = join(repository.directory, 'targets/hub/.x.release.0b7c.tmp')
  for (const path of [own, draft]) {
    await writeFile(path, 'text')
    await utimes(path, daysLater(-90), daysLater(-90))
  }

  await prune(daysLater(1))

  assert.ok((await stat(own)).isFile())
  await assert.rejects(stat(draft), /ENOENT/)
})

test('of snapshots the latest stay, however old they are', async (t) => {
  const { repository, prune } = await openBench(t)
  for (let day = 0; day < 20; day++) await repository.renew(signers, daysLater(day))
  const { snapshot } = await repository.metadata(daysLater(20))

  await prune(daysLater(21))

  const names = await readdir(join(repository.directory, 'metadata'))
  const numbers = names.map((name) => Number(/^(\d+)\.snapshot/.exec(name)?.[1])).filter((number) => number > 0)
  const newest = Math.max(...numbers)
  assert.ok(newest > (snapshot?.version ?? 0))
  assert.equal(numbers.length, metadataVersionsKept)
  assert.equal(Math.min(...numbers), newest - metadataVersionsKept + 1)
  await assertWhole(repository.directory, daysLater(21))
})

test('a repository with targets of an unknown kind is not pruned', async (t) => {
  const { repository, prune } = await openBench(t)
  const custom = { mycel: { type: 'hologram', product: 'hub', version: '1.3.0' } }
  const targets = [{ path: 'hub/1.3.0/hologram', bytes: Buffer.from('hologram'), custom }]
  await repository.publish({ targets, signers, now: daysLater(0) })

  await assert.rejects(prune(daysLater(1)), /hub\/1\.3\.0\/hologram is of a kind .*: update mycel/)
})
