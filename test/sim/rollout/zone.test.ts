import assert from 'node:assert/strict'
import { test } from 'node:test'
import { momentOf, Zone } from '#sim/rollout/zone.ts'

test('a clock in Berlin goes back by an hour at 01:00 UTC of the last Sunday in October', () => {
  const change = Date.UTC(2026, 9, 25, 1)

  const zone = new Zone('Europe/Berlin', { from: Date.UTC(2026, 9, 20), to: Date.UTC(2026, 9, 30) })

  assert.deepEqual(zone.changes, [change])
  assert.equal(zone.wallClock(change - 1).offsetMinutes, 120)
  assert.equal(zone.wallClock(change).offsetMinutes, 60)
})

test('a zone of half hours is ahead by them', () => {
  const zone = new Zone('Australia/Adelaide', { from: 0, to: 0 })

  assert.equal(zone.wallClock(0).offsetMinutes, 570)
})

test('nine in the morning in Berlin is seven of UTC in summer, eight in winter', () => {
  assert.equal(momentOf('2026-07-01', '09:00', 'Europe/Berlin'), Date.UTC(2026, 6, 1, 7))
  assert.equal(momentOf('2026-12-01', '09:00', 'Europe/Berlin'), Date.UTC(2026, 11, 1, 8))
})
