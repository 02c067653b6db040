import assert from 'node:assert/strict'
import { test } from 'node:test'
import { raiseFloor } from '#core/metadata/versions.ts'

const floor = { root: 2, timestamp: 8, snapshot: 7, targets: 6, rollouts: 0 }

test('under the same root the floor only rises, each number on its own', () => {
  assert.deepEqual(raiseFloor(floor, { root: 2, timestamp: 9, snapshot: 1, targets: 7, rollouts: 0 }), {
    root: 2,
    timestamp: 9,
    snapshot: 7,
    targets: 7,
    rollouts: 0,
  })
})

test('a newer root begins the other numbers anew', () => {
  const versions = { root: 3, timestamp: 1, snapshot: 0, targets: 0, rollouts: 0 }

  assert.deepEqual(raiseFloor(floor, versions), versions)
})

test('an older root lowers nothing', () => {
  assert.deepEqual(raiseFloor(floor, { root: 1, timestamp: 1, snapshot: 1, targets: 1, rollouts: 0 }), floor)
})
