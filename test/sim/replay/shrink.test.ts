import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shrink, sizeOf } from '#sim/replay/shrink.ts'
import { runScenario } from '#sim/run/run-scenario.ts'
import { failure } from './failure.ts'

test('a failure is shrunk to the one fault, two devices and one chunk that it needs, and still fails', () => {
  const { replay } = failure()

  const smaller = shrink(replay)

  assert.ok(smaller !== undefined)
  const { scenario, seed, policy, faults, violation, traceDigest } = smaller
  assert.deepEqual(sizeOf(smaller), { faults: 1, devices: 2, chunks: 1 })
  assert.deepEqual(
    faults.map(({ kind }) => kind),
    ['corrupt'],
  )
  const run = runScenario(scenario, { seed, policy, faults })
  assert.equal(violation.invariant, 'converges')
  assert.equal(run.traceDigest, traceDigest)
  assert.deepEqual(run.violations[0], violation)
})

test('progress is told while it gets smaller', () => {
  const said: number[] = []

  shrink(failure().replay, ({ devices }) => void said.push(devices))

  assert.equal(said[0], 16)
  assert.deepEqual(
    said,
    said.toSorted((left, right) => right - left),
  )
})

test('a failure that does not come again is not shrunk', () => {
  const { replay } = failure()

  assert.equal(shrink({ ...replay, faults: [] }), undefined)
})
