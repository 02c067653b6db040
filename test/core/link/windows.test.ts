import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { minuteOfDay, parseMinuteOfDay } from '#core/link/hours.ts'
import { isOpen, type MaintenanceWindow, nextOpeningMs, type WallClock, type Weekday } from '#core/link/windows.ts'

const sunday: Weekday = 0
const saturday: Weekday = 6

function windowOf(days: readonly Weekday[], from: string, to: string): MaintenanceWindow {
  return { days, from: parseMinuteOfDay(from), to: parseMinuteOfDay(to) }
}

/** When the clocks of Berlin were changed in 2026, in UTC: on Sundays at 01:00, to summer time and back. */
const changes = [
  ['2026-03-29T01:00Z', 120],
  ['2026-10-25T01:00Z', 60],
] as const

/** What a clock in Berlin showed in 2026, by that table. */
function berlin(utc: string): WallClock {
  const unixMs = Date.parse(utc)
  const [, offsetMinutes = 60] = changes.findLast(([from]) => Date.parse(from) <= unixMs) ?? []
  return { unixMs, offsetMinutes }
}

test('without windows any time will do', () => {
  assert.ok(isOpen([], berlin('2026-01-01T00:00Z')))
  assert.equal(nextOpeningMs([], berlin('2026-01-01T00:00Z')), undefined)
})

test('a window is open from its first minute to the one before its end, on its days', () => {
  const windows = [windowOf([sunday], '02:00', '04:00')]

  const open = ['2026-01-04T00:59Z', '2026-01-04T01:00Z', '2026-01-04T02:59Z', '2026-01-04T03:00Z', '2026-01-05T01:30Z']

  assert.deepEqual(
    open.map((time) => isOpen(windows, berlin(time))),
    [false, true, true, false, false],
  )
})

test('a window over midnight belongs to the day on which it begins', () => {
  const windows = [windowOf([saturday], '22:00', '02:00')]

  const times = ['2026-01-03T21:30Z', '2026-01-04T00:30Z', '2026-01-04T21:30Z', '2026-01-03T00:30Z']

  assert.deepEqual(
    times.map((time) => isOpen(windows, berlin(time))),
    [true, true, false, false],
  )
})

test('a window that ends when it begins lasts a day', () => {
  const windows = [windowOf([sunday], '06:00', '06:00')]

  const times = ['2026-01-04T04:59Z', '2026-01-04T05:00Z', '2026-01-05T04:59Z', '2026-01-05T05:00Z']

  assert.deepEqual(
    times.map((time) => isOpen(windows, berlin(time))),
    [false, true, true, false],
  )
})

test('a window within the hour that spring leaves out does not open that day', () => {
  const windows = [windowOf([sunday], '02:15', '02:45')]
  const minutes = Array.from({ length: 24 * 60 }, (_, minute) => Date.parse('2026-03-28T23:00Z') + minute * 60_000)

  const open = minutes.filter((unixMs) => isOpen(windows, berlin(new Date(unixMs).toISOString())))

  assert.deepEqual(open, [])
})

test('a window around the hour that spring leaves out is an hour shorter', () => {
  const windows = [windowOf([sunday], '01:00', '04:00')]
  const minutes = Array.from({ length: 24 * 60 }, (_, minute) => Date.parse('2026-03-28T23:00Z') + minute * 60_000)

  const open = minutes.filter((unixMs) => isOpen(windows, berlin(new Date(unixMs).toISOString())))

  assert.equal(open.length, 120)
})

test('a window within the hour that autumn shows twice opens twice', () => {
  const windows = [windowOf([sunday], '02:15', '02:45')]

  const times = ['2026-10-25T00:30Z', '2026-10-25T00:59Z', '2026-10-25T01:30Z', '2026-10-25T02:30Z']

  assert.deepEqual(
    times.map((time) => isOpen(windows, berlin(time))),
    [true, false, true, false],
  )
})

test('the next opening is told across the days of a week', () => {
  const windows = [windowOf([sunday], '02:00', '04:00'), windowOf([3], '23:00', '01:00')]

  const after = (time: string) => new Date(nextOpeningMs(windows, berlin(time)) ?? 0).toISOString()

  assert.equal(after('2026-01-04T03:00Z'), '2026-01-07T22:00:00.000Z')
  assert.equal(after('2026-01-08T00:00Z'), '2026-01-11T01:00:00.000Z')
})

test('a window that has just closed opens again in a week', () => {
  const windows = [windowOf([sunday], '02:00', '04:00')]

  assert.equal(nextOpeningMs(windows, berlin('2026-01-04T03:00Z')), Date.parse('2026-01-11T01:00Z'))
})

test('a window is closed until its next opening, and open then', () => {
  const minutes = fc.integer({ min: 0, max: 1439 }).map(minuteOfDay)
  const days = fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }) as fc.Arbitrary<Weekday[]>
  const windows = fc.array(fc.record({ days, from: minutes, to: minutes }), { minLength: 1, maxLength: 3 })
  const clocks = fc.record({
    unixMs: fc.integer({ min: 0, max: 4_000_000_000_000 }),
    offsetMinutes: fc.integer({ min: -720, max: 840 }),
  })

  fc.assert(
    fc.property(windows, clocks, fc.double({ min: 0, max: 0.999, noNaN: true }), (some, clock, share) => {
      const opensMs = nextOpeningMs(some, clock)
      if (opensMs === undefined) return isOpen(some, clock)
      const between = clock.unixMs + Math.floor((opensMs - clock.unixMs) * share)
      return !isOpen(some, { ...clock, unixMs: between }) && isOpen(some, { ...clock, unixMs: opensMs })
    }),
  )
})
