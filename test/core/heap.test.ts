import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Heap } from '#core/heap.ts'

test('a heap gives its items out in order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (numbers) => {
      const heap = new Heap<number>((left, right) => left - right)
      for (const number of numbers) heap.push(number)

      const popped = numbers.map(() => heap.pop())

      assert.deepEqual(
        popped,
        numbers.toSorted((left, right) => left - right),
      )
      assert.equal(heap.pop(), undefined)
    }),
  )
})
