import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Random } from '#core/random.ts'

function draw(random: Random): readonly number[] {
  return Array.from({ length: 8 }, () => random.below(1000))
}

test('equal seeds and names give equal numbers', () => {
  assert.deepEqual(draw(new Random(7, 'a')), draw(new Random(7, 'a')))
})

test('another name gives other numbers', () => {
  assert.notDeepEqual(draw(new Random(7, 'a')), draw(new Random(7, 'b')))
})

test('fractions spread over 0 to 1', () => {
  const random = new Random(1)
  const counts = new Array<number>(10).fill(0)

  for (let index = 0; index < 10_000; index++) {
    const tenth = Math.floor(random.fraction() * 10)
    counts[tenth] = (counts[tenth] ?? 0) + 1
  }

  for (const count of counts) assert.ok(count > 850 && count < 1150, `${count} of 10000 in one tenth`)
})
