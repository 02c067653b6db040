import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sha256 } from '#core/digest.ts'
import { crewOf, type Taker, takerOf } from '#core/exchange/crew/crew.ts'
import { crewMax } from '#core/exchange/limits.ts'
import { peer } from '#test/core/exchange/rig.ts'

const group = sha256(Buffer.from('a release'))

function taker(name: string, says: { tier?: number; isMember?: boolean } = {}): Taker {
  return takerOf(group, peer(name), { tier: 0, isMember: false, ...says })
}

const names = Array.from({ length: 20 }, (_, index) => `device-${index}`)
const byScore = names.map((name) => taker(name)).sort((left, right) => right.score - left.score)
const [highest, , , , fifth] = byScore as [Taker, Taker, Taker, Taker, Taker]

test('a crew are the few with the highest scores', () => {
  const crew = crewOf(
    names.map((name) => taker(name)),
    crewMax,
  )

  assert.deepEqual(
    crew,
    byScore.slice(0, crewMax).map((one) => one.peer),
  )
})

test('fewer takers than places are all in the crew', () => {
  assert.equal(crewOf([taker('a'), taker('b')], crewMax).length, 2)
})

test('a joiner with the highest score displaces no member', () => {
  const members = byScore.slice(1, 1 + crewMax).map((one) => ({ ...one, isMember: true }))

  const crew = crewOf([highest, ...members], crewMax)

  assert.equal(crew.includes(highest.peer), false)
})

test('a member that leaves makes room for the highest score of the rest', () => {
  const members = byScore.slice(0, crewMax - 1).map((one) => ({ ...one, isMember: true }))

  const crew = crewOf([...byScore.slice(crewMax).toReversed(), ...members], crewMax)

  assert.equal(crew.at(-1), fifth.peer)
})

test('a lower tier comes before a higher score', () => {
  const others = byScore.slice(1, 6).map((one) => ({ ...one, tier: 0 }))

  const crew = crewOf([{ ...highest, tier: 1 }, ...others], crewMax)

  assert.equal(crew.includes(highest.peer), false)
})
