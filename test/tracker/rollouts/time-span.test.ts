import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { FormatError } from '#core/errors.ts'
import { parseTimeSpan, timeSpanText } from '#tracker/rollouts/time-span.ts'

test('a time span that was written is read again', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 15_811_200 }), (seconds) => {
      assert.equal(parseTimeSpan(timeSpanText(seconds * 1000)), seconds * 1000)
    }),
  )
})

test('spans are written as people do', () => {
  const spans = [0, 5_000, 90_000, 1_800_000, 48 * 3_600_000, 14 * 86_400_000].map(timeSpanText)

  assert.deepEqual(spans, ['0s', '5s', '90s', '30min', '48h', '14d'])
})

test('anything else is no time span', () => {
  for (const text of ['', '5', 'h', '-5h', '1.5h', '5 h', '5m', '999999999s']) {
    assert.throws(() => parseTimeSpan(text), FormatError)
  }
})
