import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CrashUsage, parseCrashArguments } from './crash-arguments.ts'

test('without arguments 40 seeds cut every point', () => {
  const { seeds, shard, only, json } = parseCrashArguments([])

  assert.equal(seeds.length, 40)
  assert.deepEqual({ shard, only, json }, { shard: { index: 0, count: 1 }, only: undefined, json: false })
})

test('one point of one case can be cut again', () => {
  const { only, seeds } = parseCrashArguments(['--case', 'update', '--point', '17', '--seeds', '3'])

  assert.deepEqual(only, { caseName: 'update', point: 17 })
  assert.deepEqual(seeds, [0, 1, 2])
})

for (const words of [
  ['--seeds', '0'],
  ['--seeds', 'many'],
  ['--shard', '2/2'],
  ['--shard', '1'],
  ['--case', 'update'],
  ['--case', 'nothing', '--point', '1'],
  ['--fast'],
  ['update'],
]) {
  test(`${words.join(' ')} is answered by what to write`, () => {
    assert.throws(
      () => parseCrashArguments(words),
      (error) => error instanceof CrashUsage && /usage: npm run crash-points/.test(error.message),
    )
  })
}
