import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseQuantity, type Quantity } from '#sim/scenario/file/quantity.ts'

const written: readonly (readonly [Quantity, string, number])[] = [
  ['rate', '20 Mbit', 20e6],
  ['rate', '1.5Gbit', 1.5e9],
  ['rate', '-3 kbit', -3000],
  ['size', '64 MiB', 64 * 2 ** 20],
  ['size', '64 MB', 64e6],
  ['duration', '10 min', 600_000],
  ['duration', '35 ms', 35],
  ['speed', '2 MiB/s', 2 * 2 ** 20],
  ['percentage', '12.5 %', 12.5],
]

for (const [kind, text, value] of written) {
  test(`${text} is a ${kind}`, () => {
    assert.equal(parseQuantity(kind, text), value)
  })
}

for (const text of ['20', '20 mbit', '20 MiB', 'Mbit', '1e3 Mbit', '1,5 Mbit', '1. Mbit', '20  Mbit', '20 Mbit ', '']) {
  test(`${JSON.stringify(text)} is no rate`, () => {
    assert.equal(parseQuantity('rate', text), undefined)
  })
}
