import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TokenBucket } from '#adapters/libp2p/token-bucket.ts'

test('a burst passes at once, and then only the rate', () => {
  const bucket = new TokenBucket({ perSecond: 10, burst: 3 }, 0)

  const taken = [0, 0, 0, 0, 50, 100, 100, 200, 10_000, 10_000, 10_000, 10_000].map((nowMs) => bucket.take(nowMs))

  const expected = [true, true, true, false, false, true, false, true, true, true, true, false]
  assert.deepEqual(taken, expected)
})
