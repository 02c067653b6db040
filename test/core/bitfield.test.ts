import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Bitfield } from '#core/bitfield.ts'
import { BrokenRule } from '#core/check.ts'

test('a bitfield has what was set, and counts it once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 70 }), fc.array(fc.nat()), (size, numbers) => {
      const field = new Bitfield(size)
      const indices = numbers.map((number) => number % size)

      const fresh = indices.filter((index) => field.set(index))

      const expected = new Set(indices)
      assert.equal(field.count, expected.size)
      assert.deepEqual(fresh, [...expected])
      for (let index = 0; index < size; index += 1) assert.equal(field.has(index), expected.has(index))
    }),
  )
})

test('a bit outside the field is a broken rule', () => {
  const field = new Bitfield(9)

  for (const index of [-1, 9, Number.NaN]) assert.throws(() => field.has(index), BrokenRule)
})
