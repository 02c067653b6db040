import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import type { LoadResult } from './load.ts'
import { type ApiReport, measureApi } from './measure-api.ts'
import { isAllMet, tableText } from './report-text.ts'

const wrkMissing = spawnSync('wrk', ['--version']).error === undefined ? false : 'wrk is not installed'

test('the tracker is loaded beside a bare route, and every answered report was new', {
  skip: wrkMissing,
}, async (t) => {
  const directory = await temporaryDirectory(t)

  const report = await measureApi({ directory, devices: 60, requestsPerSec: 40, seconds: 1 })

  assert.ok(report.tracker.paced.requests > 0 && report.bare.full.requests > 0, JSON.stringify(report))
  assert.deepEqual([report.tracker.paced.failures, report.tracker.full.failures], [0, 0])
  assert.ok(report.accepted >= report.sent, JSON.stringify(report))
})

test('a table shows each goal and whether it is met', () => {
  const load: LoadResult = { requests: 30_000, seconds: 30, p50Ms: 4, p99Ms: 49.9, worstMs: 80, failures: 0 }
  const report: ApiReport = {
    devices: 100_000,
    requestsPerSec: 1000,
    fleet: { signingSec: 40, takingSec: 50 },
    tracker: { paced: load, full: load },
    bare: { paced: load, full: load },
    accepted: 60_000,
    sent: 60_000,
    memoryMaxMib: 400,
    pages: { counts: { idleMs: 3, loadedMs: 199 } },
    machineLoad: 2,
  }

  const slow = { ...report, tracker: { ...report.tracker, paced: { ...load, p99Ms: 50 } } }

  assert.deepEqual([isAllMet(report), isAllMet(slow)], [true, false])
  assert.match(tableText(slow), /`POST \/v1\/reports` \| 1000\/s, p50 4, p99 50, worst 80 ms \| .* \| \*\*no\*\* \|/)
})
