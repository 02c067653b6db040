import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Metric } from '#adapters/metrics/metric.ts'
import { MetricsPage } from '#adapters/metrics/metrics-page.ts'
import { factoryState } from '#core/boot/boot-transitions.ts'
import { nodeMetrics } from '#node/status/node-metrics.ts'
import { nodeStatus } from '#test/node/status/node-status.ts'
import { trackerStatus } from '#test/tracker/status/tracker-status.ts'
import { RequestCounts } from '#tracker/api/request-counts.ts'
import type { ControlTotals } from '#tracker/status/control-totals.ts'
import { trackerMetrics } from '#tracker/status/tracker-metrics.ts'
import { promtoolFindings, promtoolMissing } from './promtool.ts'

test("promtool finds nothing in a device's page of metrics", { skip: promtoolMissing }, async () => {
  const content = { version: '1.0.0', release: undefined, securityEpoch: 0, images: [] }
  const trial = { slot: 'b', attemptsLeft: 2, lastFailure: '' } as const
  const page = await pageOf(nodeMetrics(nodeStatus, { ...factoryState(content), trial }))

  assert.equal(await promtoolFindings(page), '')
})

test("promtool finds nothing in a tracker's page of metrics", { skip: promtoolMissing }, async () => {
  const totals: ControlTotals = {
    fleet: { known: 3, seen: 2 },
    rollouts: { running: 1, paused: 0, cancelled: 0, aborted: 0, complete: 0 },
    unsigned: 0,
    reports: { accepted: 7, known: 1, refused: 0, busy: 0 },
    answers: new RequestCounts().statuses,
  }
  const page = await pageOf(trackerMetrics(trackerStatus, totals))

  assert.equal(await promtoolFindings(page), '')
})

test('promtool does find a counter that is not named like one', { skip: promtoolMissing }, async () => {
  const misnamed: Metric = { name: 'mycel_sent', type: 'counter', help: 'Bytes.', samples: [{ labels: {}, value: 1 }] }

  assert.match(
    await promtoolFindings(await pageOf([misnamed])),
    /mycel_sent counter metrics should have "_total" suffix/,
  )
})

function pageOf(metrics: readonly Metric[]): Promise<string> {
  return new MetricsPage().write(metrics)
}
