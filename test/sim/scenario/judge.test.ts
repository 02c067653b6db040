import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judge } from '#sim/scenario/judge.ts'
import { measuresOf } from '#sim/scenario/measures.ts'
import type { Expectation } from '#sim/scenario/scenario.ts'
import { read, smallest } from './read.ts'
import { deviceResult, runResult, siteResult } from './results.ts'

/** A device verified after 10 s, another one never. */
const measured = measuresOf(read(smallest), [
  runResult({
    sites: [siteResult()],
    devices: [deviceResult(), deviceResult({ outcome: 'unfinished', verifiedAt: undefined })],
  }),
])

test('a bound is met at its very value', () => {
  const expect: readonly Expectation[] = [
    { measure: 'completionP50Seconds', is: 'at-most', value: 10 },
    { measure: 'completionP50Seconds', is: 'at-least', value: 10 },
    { measure: 'completionP50Seconds', is: 'at-most', value: 9.9 },
    { measure: 'completionP50Seconds', is: 'at-least', value: 10.1 },
  ]

  const judged = judge(expect, measured)

  assert.deepEqual(
    judged.map(({ met }) => met),
    [true, true, false, false],
  )
})

test('what was not reached meets nothing', () => {
  const expectation: Expectation = { measure: 'completionMaxSeconds', is: 'at-least', value: 1 }

  assert.deepEqual(judge([expectation], measured), [{ expectation, measured: undefined, met: false }])
})
