import assert from 'node:assert/strict'
import { test } from 'node:test'
import { QueryPace } from '#adapters/libp2p/query-pace.ts'

/** In the middle of what chance makes of it. */
const chance = 0.5

/** When a lone node asks in the first so many seconds, looked at once a second. */
function asksWithin(seconds: number, hasEnough: (second: number) => boolean, pace = new QueryPace({ now: 0, chance })) {
  const asked: number[] = []
  for (let second = 1; second <= seconds; second++) {
    if (!pace.isDue(second * 1000, hasEnough(second))) continue
    pace.asked(second * 1000)
    asked.push(second)
  }
  return asked
}

test('a lone node asks often at first, then every ten seconds', () => {
  assert.deepEqual(
    asksWithin(40, () => false),
    [1, 3, 7, 15, 25, 35],
  )
})

test('with neighbours enough a node asks once a minute, and as before when they are gone', () => {
  const asked = asksWithin(200, (second) => second > 15 && second <= 150)

  assert.deepEqual(asked, [1, 3, 7, 15, 75, 135, 151, 161, 171, 181, 191])
})

test('a question of another node counts as an own one, for a minute where neighbours are missing', () => {
  const pace = new QueryPace({ now: 0, chance })
  const asked: number[] = []
  for (let second = 1; second <= 120; second++) {
    if (second % 5 === 0) pace.heard(second * 1000)
    if (!pace.isDue(second * 1000, false)) continue
    pace.asked(second * 1000)
    asked.push(second)
  }

  assert.deepEqual(asked, [1, 3, 63])
})

test('five hundred nodes that have found each other ask hardly more than one', () => {
  const paces = Array.from({ length: 500 }, (_, index) => new QueryPace({ now: 0, chance: index / 500 }))
  let questions = 0
  for (let tenth = 1; tenth <= 600; tenth++) {
    const now = tenth * 100
    for (const [index, pace] of paces.entries()) {
      if (tenth % 10 !== index % 10 || !pace.isDue(now, now > 10_000)) continue
      pace.asked(now)
      for (const other of paces) other.heard(now)
      questions++
    }
  }

  assert.ok(questions <= 8, `${questions} questions in the first minute`)
})

test('chance moves an interval by at most a fifth', () => {
  const [early, late] = [new QueryPace({ now: 0, chance: 0 }), new QueryPace({ now: 0, chance: 0.999 })]

  assert.deepEqual([early.isDue(799, false), early.isDue(800, false)], [false, true])
  assert.deepEqual([late.isDue(1_190, false), late.isDue(1_200, false)], [false, true])
})
