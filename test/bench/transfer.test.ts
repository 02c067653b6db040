import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareWays } from './transfer/compare-ways.ts'

test('every way brings its bytes from another process, and their speeds are compared', async () => {
  const report = await compareWays({ mebibytes: 3, runs: 1 })

  const speeds = Object.values(report.megabytesPerSecond)
  assert.ok(speeds.length === 3 && speeds.flat().every((speed) => speed > 0), JSON.stringify(report))
  assert.ok(report.exchangeToStream > 0)
})
