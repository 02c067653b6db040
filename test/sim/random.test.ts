import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Random } from '#sim/random.ts'

function draw(random: Random, count: number): readonly number[] {
  return Array.from({ length: count }, () => random.u32())
}

test('the generator gives what the reference implementation of xoshiro128** 1.1 gives', () => {
  const random = new Random('vector', [1, 2, 3, 4])

  // From xoshiro128starstar.c with the state 1, 2, 3, 4, as the tests of the Rust crate rand_xoshiro have it.
  const expected = [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804]
  assert.deepEqual(draw(random, 10), expected)
})

test('one seed gives one sequence, another seed another one', () => {
  assert.deepEqual(draw(new Random(7), 20), draw(new Random(7), 20))
  assert.notDeepEqual(draw(new Random(7), 20), draw(new Random(8), 20))
})

test('a named stream does not depend on what was drawn before', () => {
  const used = new Random(7)
  draw(used, 5)

  assert.deepEqual(draw(used.stream('flash'), 5), draw(new Random(7).stream('flash'), 5))
  assert.notDeepEqual(draw(used.stream('flash'), 5), draw(used.stream('network'), 5))
})

test('a draw below a bound is a whole number below it and reaches all of them', () => {
  const random = new Random(7)

  const drawn = new Set(Array.from({ length: 500 }, () => random.below(6)))

  assert.deepEqual([...drawn].sort(), [0, 1, 2, 3, 4, 5])
})

test('a chance of 0 never comes and one of 1 always does', () => {
  const random = new Random(7)

  for (let draws = 0; draws < 100; draws += 1) {
    assert.equal(random.chance(0), false)
    assert.equal(random.chance(1), true)
  }
})
