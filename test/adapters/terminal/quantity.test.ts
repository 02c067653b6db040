import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesOfText, bytesText, durationText } from '#adapters/terminal/quantity.ts'

for (const [bytes, text] of [
  [0, '0 bytes'],
  [1, '1 byte'],
  [999, '999 bytes'],
  [1_000, '1.0 KB'],
  [999_949, '999.9 KB'],
  [999_950, '1.0 MB'],
  [12_345_678, '12.3 MB'],
  [5e15, '5000.0 TB'],
] as const) {
  test(`${bytes} bytes read as ${text}`, () => {
    assert.equal(bytesText(bytes), text)
  })
}

for (const [text, bytes] of [
  ['65536', 65_536],
  ['200MB', 200e6],
  ['1.5 GB', 1.5e9],
  ['64MiB', 64 * 2 ** 20],
  ['1 kb', 1000],
  ['-1', undefined],
  ['', undefined],
  ['MB', undefined],
  ['12 parsecs', undefined],
  ['1e3', undefined],
] as const) {
  test(`${JSON.stringify(text)} means ${bytes ?? 'no number of'} bytes`, () => {
    assert.equal(bytesOfText(text), bytes)
  })
}

for (const [seconds, text] of [
  [0.9, '0 s'],
  [59, '59 s'],
  [60, '1 min'],
  [185, '3 min 5 s'],
  [3_600, '1 h'],
  [86_399, '23 h 59 min'],
  [86_400, '1 day'],
  [187_200, '2 days 4 h'],
  [867_600, '10 days'],
] as const) {
  test(`${seconds} s read as ${text}`, () => {
    assert.equal(durationText(seconds), text)
  })
}
