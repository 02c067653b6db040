import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instant } from '#core/engine.ts'
import { Clock } from '#sim/clock.ts'
import { SharedLink } from '#sim/exchange/shared-link.ts'

const second = 1_000_000

test('transfers share a link equally', () => {
  const clock = new Clock()
  const link = new SharedLink(clock, 100)
  const ends: [string, number][] = []
  link.start(100, () => ends.push(['long', clock.now]))
  link.start(50, () => ends.push(['short', clock.now]))

  clock.run(instant(10 * second))

  assert.deepEqual(ends, [
    ['short', second],
    ['long', 1.5 * second],
  ])
})

test('a stopped transfer leaves its share to the others, and its bytes count', () => {
  const clock = new Clock()
  const link = new SharedLink(clock, 100)
  let end = 0
  link.start(100, () => {
    end = clock.now
  })
  const stopped = link.start(100, () => assert.fail('a stopped transfer is not done'))
  clock.at(instant(second), () => stopped.stop())

  clock.run(instant(10 * second))

  assert.equal(end, 1.5 * second)
  assert.equal(link.carriedBytes, 150)
})
