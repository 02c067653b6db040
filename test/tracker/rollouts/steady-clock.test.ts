import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SteadyClock } from '#tracker/rollouts/steady-clock.ts'

test('while the clock of the machine is behind, time stands still', () => {
  let wall = 1000
  const clock = new SteadyClock(() => wall)

  const times = [1000, 900, 950, 1001].map((at) => {
    wall = at
    return clock.now()
  })

  assert.deepEqual(times, [1000, 1000, 1000, 1001])
})

test('time does not go behind what was decided before the process', () => {
  const clock = new SteadyClock(() => 1000)

  clock.notBefore(5000)

  assert.equal(clock.now(), 5000)
})
