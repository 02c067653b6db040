import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { FormatError } from '#core/errors.ts'
import { isWithin, localMinute, minuteOfDay, minuteText, nextChange, parseMinuteOfDay } from '#core/link/hours.ts'

const minutes = fc.integer({ min: 0, max: 1439 }).map(minuteOfDay)

/** Hours that begin at one time and end at another. */
const ranges = fc.record({ from: minutes, to: minutes }).filter(({ from, to }) => from !== to)

test('every time of day is read as it is written', () => {
  fc.assert(fc.property(minutes, (minute) => assert.equal(parseMinuteOfDay(minuteText(minute)), minute)))
})

for (const text of ['24:00', '7:30', '12:60', '12:00:00', '', 'noon']) {
  test(`${JSON.stringify(text)} is no time of day`, () => {
    assert.throws(() => parseMinuteOfDay(text), FormatError)
  })
}

test('a range from 22:00 to 06:00 is over midnight', () => {
  const night = { from: parseMinuteOfDay('22:00'), to: parseMinuteOfDay('06:00') }

  const within = ['21:59', '22:00', '23:59', '00:00', '05:59', '06:00'].filter((text) =>
    isWithin(night, parseMinuteOfDay(text)),
  )

  assert.deepEqual(within, ['22:00', '23:59', '00:00', '05:59'])
})

test('a range and the same range from end to begin share out the day', () => {
  fc.assert(
    fc.property(ranges, minutes, ({ from, to }, minute) => {
      assert.notEqual(isWithin({ from, to }, minute), isWithin({ from: to, to: from }, minute))
    }),
  )
})

test('nothing begins or ends between now and the next change', () => {
  fc.assert(
    fc.property(fc.array(ranges, { minLength: 1, maxLength: 4 }), minutes, (hours, now) => {
      const change = nextChange(hours, now)

      for (let passed = 1; passed < 1440; passed++) {
        const minute = minuteOfDay((now + passed) % 1440)
        if (minute === change) return
        assert.ok(hours.every(({ from, to }) => from !== minute && to !== minute))
      }
      assert.equal(change, now)
    }),
  )
})

test('without hours nothing changes', () => {
  assert.equal(nextChange([], minuteOfDay(0)), undefined)
})

test('the same instant is an hour later on the clock in summer', () => {
  const noonInUtc = Date.UTC(2026, 9, 25, 12)

  const [winter, summer] = [60, 120].map((offset) => minuteText(localMinute(noonInUtc, offset)))

  assert.deepEqual([winter, summer], ['13:00', '14:00'])
})

test('an hour that the clock shows twice is the same time of day twice', () => {
  // In Berlin, 25 October 2026 has 02:30 in summer time, and an hour later 02:30 in winter time.
  const first = Date.UTC(2026, 9, 25, 0, 30)

  assert.equal(localMinute(first, 120), localMinute(first + 3_600_000, 60))
})

test('local time is a time of day wherever the device stands', () => {
  const offsets = fc.integer({ min: -14 * 60, max: 14 * 60 })
  const instants = fc.integer({ min: 0, max: 4e12 })

  fc.assert(
    fc.property(instants, offsets, (unixMs, offset) => {
      const shown = new Date(unixMs + offset * 60_000)
      assert.equal(localMinute(unixMs, offset), shown.getUTCHours() * 60 + shown.getUTCMinutes())
    }),
  )
})
