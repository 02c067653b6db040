import assert from 'node:assert/strict'
import { test } from 'node:test'
import { array, assert as holds, integer, maxSafeNat, property } from 'fast-check'
import { VarintReader, VarintWriter } from '#core/codec/varint.ts'
import { FormatError } from '#core/errors.ts'

test('any numbers are read as they were written', async () => {
  const signed = integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })

  await holds(
    property(array(maxSafeNat()), array(signed), (numbers, more) => {
      const writer = new VarintWriter()
      for (const number of numbers) writer.add(number)
      for (const number of more) writer.addSigned(number * 2 ** 20)

      const reader = new VarintReader('test', writer.bytes)

      assert.deepEqual(
        numbers.map(() => reader.next()),
        numbers,
      )
      assert.deepEqual(
        more.map(() => reader.nextSigned()),
        more.map((number) => number * 2 ** 20),
      )
      assert.ok(reader.isAtEnd)
    }),
  )
})

const malformed = [
  [[], /ends within a number/],
  [[0x80], /ends within a number/],
  [[0x80, 0x00], /longer than it needs to be/],
  [Array.from({ length: 7 }, () => 0xff).concat(0x1f), /more than 53 bits/],
  [Array.from({ length: 100 }, () => 0xff), /more than 53 bits/],
] as const

for (const [bytes, problem] of malformed) {
  test(`the number ${Buffer.from(bytes).toString('hex').slice(0, 20)} is refused: ${problem.source}`, () => {
    const reader = new VarintReader('test', Uint8Array.from(bytes))

    assert.throws(
      () => reader.next(),
      (error) => error instanceof FormatError && problem.test(error.message),
    )
  })
}

test('more bytes than there are cannot be taken', () => {
  const reader = new VarintReader('test', Uint8Array.of(1, 2, 3))

  assert.throws(() => reader.take(4), FormatError)
})
