import assert from 'node:assert/strict'
import { test } from 'node:test'
import { array, assert as holds, integer, property, record } from 'fast-check'
import { Moves } from '#core/delta/predict/moves.ts'
import { type Cover, coversOf } from '#core/format/covers.ts'

test('of covers that overlap in the base the longest says where a byte went', async () => {
  const part = record({ source: integer({ min: 0, max: 20_000 }), bytes: integer({ min: 1, max: 9000 }) })

  await holds(
    property(array(part, { minLength: 1, maxLength: 12 }), integer({ min: 0, max: 30_000 }), (parts, offset) => {
      let end = 0
      const covers = parts.map(({ source, bytes }): Cover => {
        end += bytes + 100_000
        return { offset: end - bytes, bytes, source }
      })
      const holding = covers.filter(({ source, bytes }) => source <= offset && offset < source + bytes)
      const longest = Math.max(...holding.map(({ bytes }) => bytes))

      const shift = new Moves(coversOf(covers)).shiftAt(offset)

      const shifts = holding.filter(({ bytes }) => bytes === longest).map((cover) => cover.offset - cover.source)
      assert.ok(holding.length === 0 || (shift !== undefined && shifts.includes(shift)))
    }),
  )
})

test('what is in no cover moved as what is before it, and nothing is known of what is before the first', () => {
  const moves = new Moves(coversOf([{ offset: 700, bytes: 100, source: 500 }]))

  assert.deepEqual([moves.shiftAt(499), moves.shiftAt(500), moves.shiftAt(90_000)], [undefined, 200, 200])
})

test('without covers nothing is known', () => {
  assert.equal(new Moves(coversOf([])).shiftAt(5), undefined)
})
