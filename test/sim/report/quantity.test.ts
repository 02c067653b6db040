import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesText, countOf, numberText, rateText, seedsText, shareText, timeText } from '#sim/report/quantity.ts'

const mebibyte = 1 << 20

test('a number has at most three significant digits', () => {
  const texts = [0, 0.0123, 0.9996, 1.054, 9.996, 19.96, 99.96, 536.7, 999.6, 64_123, -1.5].map(numberText)

  assert.deepEqual(texts, ['0', '0.012', '1', '1.05', '10', '20', '100', '537', '1,000', '64,100', '−1.5'])
})

test('what was never reached has a text, too', () => {
  const texts = [numberText(Number.POSITIVE_INFINITY), timeText(Number.POSITIVE_INFINITY)]

  assert.deepEqual(texts, ['∞', 'never'])
})

test('bytes are told in powers of 1024', () => {
  const texts = [0, 812, 1000, 1536, 64 * mebibyte, 12.34 * mebibyte, 3000 * mebibyte].map(bytesText)

  assert.deepEqual(texts, ['0 B', '812 B', '0.977 KiB', '1.5 KiB', '64 MiB', '12.3 MiB', '2.93 GiB'])
})

test('a time is told in its two largest units', () => {
  const texts = [0, 0.25, 28.44, 59.96, 80, 3_599.7, 7_500, 86_400, 90_000, 360_000].map(timeText)

  assert.deepEqual(texts, [
    '0 s',
    '0.25 s',
    '28.4 s',
    '1 min',
    '1 min 20 s',
    '1 h',
    '2 h 5 min',
    '1 day',
    '1 day 1 h',
    '4 days 4 h',
  ])
})

test('only all is 100 percent, and only nothing is 0', () => {
  const texts = [0, 0.00001, 0.123, 0.9996, 0.99999, 1].map(shareText)

  assert.deepEqual(texts, ['0 %', 'under 0.01 %', '12.3 %', '99.96 %', 'over 99.99 %', '100 %'])
})

test('rates, counts and seeds have the words that fit', () => {
  const texts = [
    rateText(20e6),
    rateText(1.2e9),
    rateText(64_000),
    countOf(1, 'site'),
    countOf(10_000, 'device'),
    seedsText([7]),
    seedsText([2, 1, 3]),
    seedsText([1, 5, 9]),
  ]

  assert.deepEqual(texts, [
    '20 Mbit/s',
    '1.2 Gbit/s',
    '64 kbit/s',
    '1 site',
    '10,000 devices',
    'seed 7',
    'seeds 1 to 3',
    '3 seeds from 1 to 9',
  ])
})
