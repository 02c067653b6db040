import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Instant, later } from '#core/engine.ts'
import type { PeerName, Standing } from '#core/exchange/contract.ts'
import { passedRoundsMax } from '#core/exchange/limits.ts'
import { Rumours } from '#core/exchange/site/rumours.ts'
import { Random } from '#core/random.ts'
import { peer } from '#test/core/exchange/rig.ts'

const start = 0 as Instant
const roundMs = 100

function rumoursTo(count: number, fanout: number): Rumours {
  const neighbours = new Map(Array.from({ length: count }, (_, index) => [peer(`n${index}`), undefined]))
  return new Rumours({ neighbours, random: new Random(1, 'rumours', 'self'), fanout, roundMs })
}

function standing(name: string, sequence = 1): Standing {
  return { peer: peer(name), sequence, takings: [], fetchedBytes: 0, leaving: 'stays' as const }
}

/** Whom a round tells what. */
function spread(rumours: Rumours, now: Instant): readonly (readonly [PeerName, string])[] {
  const told: (readonly [PeerName, string])[] = []
  rumours.spread(now, (to, { peer: about, sequence }) => told.push([to, `${about} ${sequence}`]))
  return told
}

test('a round comes after its time and tells a few neighbours', () => {
  const rumours = rumoursTo(20, 3)
  rumours.put(standing('a'), peer('n0'), start)

  assert.deepEqual(spread(rumours, later(start, roundMs - 1)), [])
  assert.equal(spread(rumours, later(start, roundMs)).length, 3)
})

test('nobody is told twice, or what it said itself', () => {
  const rumours = rumoursTo(4, 4)
  rumours.put(standing('n1'), peer('n0'), start)

  const first = spread(rumours, later(start, roundMs)).map(([to]) => to)
  const second = spread(rumours, later(start, 2 * roundMs))

  assert.deepEqual(first.toSorted(), [peer('n2'), peer('n3')])
  assert.deepEqual(second, [])
})

test('a rumour ends after its rounds', () => {
  const rumours = rumoursTo(100, 1)
  rumours.put(standing('a'), peer('n0'), start)

  for (let round = 1; round <= passedRoundsMax; round++)
    assert.equal(spread(rumours, later(start, round * roundMs)).length, 1)

  assert.equal(rumours.roundAt, undefined)
})

test('a rumour that is heard again and again from others ends early', () => {
  const rumours = rumoursTo(100, 1)
  rumours.put(standing('a'), peer('n0'), start)

  for (let count = 1; count < passedRoundsMax; count++) rumours.heardAgain(standing('a'), peer(`n${count}`))
  spread(rumours, later(start, roundMs))

  assert.equal(rumours.roundAt, undefined)
})

test('of what a device said one after the other only the last is passed on', () => {
  const rumours = rumoursTo(10, 1)
  rumours.put(standing('a', 1), peer('n0'), start)
  rumours.put(standing('a', 2), peer('n0'), start)

  assert.deepEqual(
    spread(rumours, later(start, roundMs)).map(([, what]) => what),
    ['a 2'],
  )
})
