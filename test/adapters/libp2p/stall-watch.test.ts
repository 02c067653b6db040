import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StallWatch } from '#adapters/libp2p/stall-watch.ts'

test('a connection over which nothing comes for 4 s is stalled', () => {
  const watch = new StallWatch(0)

  assert.deepEqual([watch.isStalled(3_999), watch.isStalled(4_000)], [false, true])
})

test('time in which nothing is awaited, or nothing taken, does not count', () => {
  const watch = new StallWatch(0)

  watch.quiet(10_000)
  watch.arrived(7_000)

  assert.deepEqual([watch.isStalled(13_999), watch.isStalled(14_000)], [false, true])
})

test('over a link that is only slow the watch becomes patient after one replacement', () => {
  const watch = new StallWatch(0)
  const moves: number[] = []

  for (let now = 1_000, quietMs = 1_000; now <= 600_000; now += 1_000, quietMs += 1_000) {
    if (watch.isStalled(now)) {
      watch.moved(now)
      moves.push(now)
      quietMs = 0
    }
    if (quietMs < 7_000) continue
    watch.arrived(now)
    quietMs = 0
  }

  assert.deepEqual(moves, [4_000])
})

test('over a link that is fast again the watch is as quick as before', () => {
  const watch = new StallWatch(0)
  watch.moved(4_000)

  watch.arrived(4_500)

  assert.ok(watch.isStalled(8_500))
})
