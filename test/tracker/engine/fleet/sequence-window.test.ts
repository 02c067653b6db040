import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { nothingTaken, type SequenceWindow, windowLength, withSequence } from '#tracker/engine/fleet/sequence-window.ts'

test('reports that come at most a window late are each taken once, in whatever order and however often they come', () => {
  const sequences = fc.array(fc.integer({ min: 1, max: windowLength }), { maxLength: 300 })
  fc.assert(
    fc.property(sequences, fc.integer({ min: 0, max: 2 ** 45 }), (offsets, base) => {
      let window: SequenceWindow = nothingTaken
      const taken: number[] = []
      for (const offset of offsets) {
        const next = withSequence(window, base + offset)
        if (next !== undefined) taken.push(offset)
        window = next ?? window
      }

      assert.deepEqual(taken.sort(), [...new Set(offsets)].sort())
    }),
  )
})

test('a report that comes more than a window late counts as taken', () => {
  const window = withSequence(nothingTaken, 1000)
  assert.ok(window)

  assert.equal(withSequence(window, 1000 - windowLength), undefined)
  assert.notEqual(withSequence(window, 1000 - windowLength + 1), undefined)
})

test('a window takes no more room the more it has seen', () => {
  let window = nothingTaken
  for (let sequence = 1; sequence <= 2000; sequence += 1) window = withSequence(window, sequence) ?? window

  assert.deepEqual(window, { highest: 2000, taken: 'f'.repeat(windowLength / 4) })
})
