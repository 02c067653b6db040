import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wallClock } from '#node/updates/wall-clock.ts'

for (const [zone, utc, offsetMinutes] of [
  ['Europe/Berlin', '2026-03-29T00:59:59Z', 60],
  ['Europe/Berlin', '2026-03-29T01:00:00Z', 120],
  ['Europe/Berlin', '2026-10-25T00:59:59Z', 120],
  ['Europe/Berlin', '2026-10-25T01:00:00Z', 60],
  ['America/St_Johns', '2026-01-01T00:00:00Z', -210],
  ['Asia/Kathmandu', '2026-01-01T00:00:00Z', 345],
  ['Australia/Lord_Howe', '2026-01-01T00:00:00Z', 660],
  ['UTC', '2026-01-01T00:00:00Z', 0],
] as const) {
  test(`the clock in ${zone} is ${offsetMinutes} minutes ahead of UTC at ${utc}`, () => {
    const date = new Date(utc)

    assert.deepEqual(wallClock(date, zone), { unixMs: date.getTime(), offsetMinutes })
  })
}

test('without a zone the clock is that of the machine', () => {
  const date = new Date('2026-07-01T12:00:00Z')

  assert.equal(wallClock(date, undefined).offsetMinutes, 0 - date.getTimezoneOffset())
})
