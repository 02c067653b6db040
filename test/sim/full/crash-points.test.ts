import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { crashCases } from '#sim/full/crash-case.ts'
import { findCrashPoints } from '#sim/full/crash-points.ts'
import { liveUncut } from '#sim/full/cut-device.ts'
import { factoryContents } from '#sim/full/flash-board.ts'
import type { Update } from '#sim/full/update.ts'
import { builtUpdate } from './built-update.ts'

let update: Update

before(async () => {
  update = await builtUpdate()
})

for (const crashCase of crashCases) {
  test(`a device whose power stays ends ${crashCase.rest}: ${crashCase.name}`, async () => {
    const device = { update, case: crashCase, factory: await factoryContents(update) }

    const { outcome, operations } = await liveUncut(device)

    assert.deepEqual(outcome.findings, [])
    assert.ok(operations > 20, `${operations} operations`)
  })
}

test('one device lives the same life twice', async () => {
  const [crashCase] = crashCases
  assert.ok(crashCase)
  const device = { update, case: crashCase, factory: await factoryContents(update) }

  const lives = [await liveUncut(device), await liveUncut(device)]

  assert.deepEqual(lives[0], lives[1])
})

test('no cut after any write or sync of an update costs a device', async (t) => {
  const plan = { update, seeds: [4, 5], shard: { index: 0, count: 1 } }

  const { findings, ...counts } = await findCrashPoints(plan)

  t.diagnostic(JSON.stringify(counts))
  assert.deepEqual(findings, [])
  assert.deepEqual([counts.wrongBoots, counts.bricks, counts.violations], [0, 0, 0])
})

test('a shard cuts its share of the points', async () => {
  const points = async (index: number) =>
    (await findCrashPoints({ update, seeds: [4], shard: { index, count: 50 } })).points

  const shares = [await points(0), await points(49)]

  assert.deepEqual(shares, [4, 3])
})
