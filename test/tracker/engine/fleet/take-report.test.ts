import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PeerName } from '#core/exchange/contract.ts'
import type { Report, ReportEvent } from '#core/report/report.ts'
import { everyEvent, reportWith } from '#test/core/report/reports.ts'
import { type DeviceRecord, rolloutsKept } from '#tracker/engine/fleet/device-record.ts'
import { type TakenReport, takeReport } from '#tracker/engine/fleet/take-report.ts'

const certificate = { peer: '12D3KooWdevice' as PeerName, product: 'hub', tags: ['ring=alpha', 'lab'] }

function take(before: DeviceRecord | undefined, parts: Partial<Report>, at = 1000): TakenReport {
  const taken = takeReport(before, { certificate, report: reportWith(parts), site: '192.0.2.1', at })
  assert.ok(taken)
  return taken
}

function takeAll(events: readonly ReportEvent[]): readonly TakenReport[] {
  const taken: TakenReport[] = []
  for (const event of events) taken.push(take(taken.at(-1)?.record, { sequence: taken.length + 1, event }))
  return taken
}

test('the first report of a device says what it is; what its vendor certified counts more than what it says', () => {
  const { record } = take(undefined, { tags: { ring: 'beta', site: 'Köln' } })

  const { product, running, tags, site, firstSeenAt, lastSeenAt } = record
  assert.deepEqual(
    { product, running, tags, site, firstSeenAt, lastSeenAt },
    {
      product: 'hub',
      running: '1.0.0',
      tags: { ring: 'alpha', site: 'Köln' },
      site: '192.0.2.1',
      firstSeenAt: 1000,
      lastSeenAt: 1000,
    },
  )
})

test('a report that was taken changes nothing', () => {
  const { record } = take(undefined, { sequence: 5 })

  const again = takeReport(record, { certificate, report: reportWith({ sequence: 5 }), site: 'x', at: 2000 })

  assert.equal(again, undefined)
})

test('a report that comes late does not say how the device is now', () => {
  const { record } = take(undefined, { sequence: 5, running: '2.0.0' })

  const late = take(record, { sequence: 4, running: '1.0.0', tags: {} })

  assert.deepEqual(late.record.tags, record.tags)
  assert.equal(late.record.running, '2.0.0')
})

test('every kind of event has the outcome that a rollout counts', () => {
  const outcomes = takeAll(everyEvent).map(({ outcome }) => outcome?.outcome)

  // The failed install was of no rollout, and the owner's wish to go back is nobody's fault.
  const expected = [
    undefined,
    'began',
    'confirmed',
    undefined,
    'trial-failed',
    'taken-back',
    undefined,
    'crashed',
  ] as const
  assert.deepEqual(outcomes, expected)
})

test('an outcome counts once for a rollout, however often a device tries', () => {
  const failed = { type: 'install-failed', version: '1.1.0', rollout: 'r1', reason: 'no space' } as const

  const taken = takeAll([failed, failed, { ...failed, rollout: 'r2' }])

  assert.deepEqual(
    taken.map(({ outcome }) => outcome?.rollout),
    ['r1', undefined, 'r2'],
  )
  assert.equal(taken.at(-1)?.record.events, 3)
})

test('what was counted is remembered for the last few rollouts only', () => {
  const began = Array.from({ length: rolloutsKept + 3 }, (_, index): ReportEvent => {
    return { type: 'began', version: '1.1.0', rollout: `r${index}`, from: '1.0.0' }
  })

  const last = takeAll(began).at(-1)

  assert.equal(last?.record.rollouts.length, rolloutsKept)
})

test('the bytes that a device moved are added up', () => {
  const traffic = { wanBytes: 10, lanBytes: 5 }
  const alive: ReportEvent = { type: 'alive', gauges: {}, traffic }

  const record = takeAll([alive, alive]).at(-1)?.record

  assert.deepEqual([record?.wanBytes, record?.lanBytes], [20, 10])
})
