import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expiryText } from '#adapters/terminal/expiry-text.ts'

const now = new Date('2026-08-01T00:00:00Z')

for (const [expires, text] of [
  ['2026-08-03T00:00:00Z', 'timestamp 7   until 2026-08-03 00:00 UTC, for 2 days'],
  [
    '2026-08-01T02:00:00Z',
    'timestamp 7   until 2026-08-01 02:00 UTC, ONLY 2 h: does the tracker run, and is it reached?',
  ],
  [
    '2026-07-29T00:00:00Z',
    'timestamp 7   EXPIRED on 2026-07-29 00:00 UTC, 3 days ago: does the tracker run, and is it reached?',
  ],
] as const) {
  test(`a timestamp until ${expires} is told as ${text.split(',')[1]?.trim()}`, () => {
    assert.equal(expiryText({ role: 'timestamp', version: 7, expires }, now), text)
  })
}
