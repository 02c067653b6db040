import assert from 'node:assert/strict'
import { test } from 'node:test'
import { busyShare, parseProcessorTimes } from './machine-use.ts'

test('what is neither idle nor waiting for disks is busy', () => {
  const times = parseProcessorTimes('cpu  10 1 5 100 20 1 2 3 0 0\ncpu0 5 1 2 50 10 0 1 1 0 0\n')

  assert.deepEqual(times, { busy: 22, total: 142 })
})

test('the busy share is that of the time between', () => {
  assert.equal(busyShare({ busy: 10, total: 100 }, { busy: 40, total: 160 }), 0.5)
})
