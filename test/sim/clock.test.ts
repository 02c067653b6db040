import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BrokenRule } from '#core/check.ts'
import { instant } from '#core/engine.ts'
import { Clock } from '#sim/clock.ts'

test('what happens at one instant happens in the order of arrangement', () => {
  const clock = new Clock()
  const seen: string[] = []
  clock.at(instant(2), () => seen.push('third'))
  clock.at(instant(1), () => seen.push('first'))
  clock.at(instant(1), () => seen.push('second'))

  clock.run(instant(10))

  assert.deepEqual(seen, ['first', 'second', 'third'])
})

test('what is cancelled does not happen, and takes no time', () => {
  const clock = new Clock()
  clock.at(instant(1), () => assert.fail('it was cancelled')).cancel()

  assert.equal(clock.run(instant(10)), 0)
})

test('the past cannot be arranged', () => {
  const clock = new Clock()
  clock.at(instant(5), () => {})
  clock.run(instant(10))

  assert.throws(() => clock.at(instant(4), () => {}), BrokenRule)
})
