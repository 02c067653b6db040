import assert from 'node:assert/strict'
import { test } from 'node:test'
import { joinIntervals } from '#sim/run/wan-meter.ts'
import { runWith, smallScenario } from '#test/sim/small-scenario.ts'

test('meters of unlike intervals are put together in the longest', () => {
  const joined = joinIntervals([
    { wanIntervals: [1, 2, 3], intervalSeconds: 1 },
    { wanIntervals: [10, 20, 30], intervalSeconds: 2 },
  ])

  assert.deepEqual(joined, { wanIntervals: [13, 23, 30], intervalSeconds: 2 })
})

test('a short run is metered every second, and what was metered is what crossed the WAN', () => {
  const { wanIntervals, intervalSeconds, originBytes } = runWith(smallScenario())

  const metered = wanIntervals.reduce((sum, bytes) => sum + bytes, 0)
  assert.equal(intervalSeconds, 1)
  // Devices that ran before the release had connected by then.
  assert.ok(metered > 2 ** 20 && metered < originBytes)
})

test('a run of hours has at most 600 intervals', () => {
  const gone = { kind: 'wan-down', at: 0, seconds: 7_200, site: 0 } as const

  const { wanIntervals, intervalSeconds, virtualSeconds } = runWith(smallScenario(), gone)

  assert.ok(virtualSeconds > 7_200)
  assert.equal(intervalSeconds, 16)
  assert.ok(wanIntervals.length <= 600)
})
