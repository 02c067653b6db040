import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Instant, instant } from '#core/engine.ts'
import { Clock } from '#sim/clock.ts'
import { Station } from '#sim/device/station.ts'

const bytesPerSecond = 1000

/** A station, and when each piece of its work was done, in ms. */
function rig(): {
  readonly clock: Clock
  readonly station: Station
  readonly done: number[]
  work(bytes: number): Instant
} {
  const clock = new Clock()
  const station = new Station(clock, bytesPerSecond)
  const done: number[] = []
  return { clock, station, done, work: (bytes) => station.work(bytes, () => void done.push(clock.now / 1000)) }
}

test('a station does one thing after the other at its rate', () => {
  const { clock, done, work } = rig()

  const due = [work(500), work(250)]
  clock.run(instant(10_000_000))

  assert.deepEqual(done, [500, 750])
  assert.deepEqual(due, [500_000, 750_000])
})

test('a station that was idle begins when it is given something', () => {
  const { clock, done, work } = rig()
  clock.at(instant(2_000_000), () => void work(100))

  clock.run(instant(10_000_000))

  assert.deepEqual(done, [2100])
})

test('work of no bytes is not done at the instant at which it is given', () => {
  const { clock, done, work } = rig()

  work(0)
  clock.run(instant(10_000_000))

  assert.deepEqual(done, [0.001])
})

test('what a stopped station had begun never ends, and it is free for the next boot', () => {
  const { clock, station, done, work } = rig()
  work(500)
  clock.at(instant(100_000), () => {
    station.stop()
    work(300)
  })

  clock.run(instant(10_000_000))

  assert.deepEqual(done, [400])
})
