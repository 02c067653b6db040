import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fuzzSeed } from '#sim/replay/fuzz-seed.ts'

test('a seed of the fuzzer gives the same run each time, another seed another one', () => {
  const [first, again, other] = [3, 3, 4].map((seed) => fuzzSeed(seed).run.traceDigest)

  assert.equal(first, again)
  assert.notEqual(first, other)
})

test('a seed that breaks no rule leaves no replay', () => {
  const { run, replay } = fuzzSeed(3)

  assert.deepEqual(run.violations, [])
  assert.equal(replay, undefined)
})
