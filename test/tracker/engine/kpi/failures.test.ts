import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Failure, reasonsMax, withFailure } from '#tracker/engine/kpi/failures.ts'

test('devices that fail for one reason are counted together, by outcome', () => {
  const once = withFailure([], 'crashed', 'exit code 1')
  const twice = withFailure(once, 'crashed', 'exit code 1')
  const three = withFailure(twice, 'trial-failed', 'exit code 1')

  assert.deepEqual(three, [
    { outcome: 'crashed', reason: 'exit code 1', devices: 2 },
    { outcome: 'trial-failed', reason: 'exit code 1', devices: 1 },
  ])
})

test('reasons that there is no room for are counted as others', () => {
  let failures: readonly Failure[] = []
  for (let number = 0; number < reasonsMax + 10; number++)
    failures = withFailure(failures, 'crashed', `reason ${number}`)

  assert.equal(failures.length, reasonsMax + 1)
  assert.deepEqual(failures.at(-1), { outcome: 'crashed', reason: '', devices: 10 })
})
