import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { FormatError } from '#core/errors.ts'
import { readRollout } from '#core/rollout/read-rollout.ts'
import { makeRollout } from '#test/core/rollout/make-rollout.ts'

test('a rollout is read as it was written', () => {
  const rollout = makeRollout()

  assert.deepEqual(readRollout('rollout', JSON.parse(JSON.stringify(rollout))), rollout)
})

test('fields that a later version adds are left out', () => {
  const rollout = makeRollout()

  assert.deepEqual(readRollout('rollout', { ...rollout, color: 'red', type: 'rollout' }), rollout)
})

const broken: readonly (readonly [string, Readonly<Record<string, unknown>>, RegExp])[] = [
  ['a state that nobody knows', { state: 'sleeping' }, /state that is none of running, paused/],
  ['no phases', { phases: [] }, /has no phases/],
  ['more open phases than phases', { openPhases: 3 }, /openPhases .* from 0 to 2/],
  ['a share above all devices', { phases: [{ name: 'all', select: {}, basisPoints: 10_001 }] }, /basisPoints/],
  ['a share of nobody', { phases: [{ name: 'all', select: {}, basisPoints: 0 }] }, /basisPoints/],
  ['a selector that can match nobody', { phases: [{ name: 'all', select: { ring: [] }, basisPoints: 1 }] }, /nobody/],
  ['a taking back while it runs', { takeBack: true }, /only an aborted one may/],
  ['a revision of 0', { revision: 0 }, /revision/],
  ['skips without an end', { consent: { type: 'optional', skipsMax: -1, daysMax: 1 } }, /skipsMax/],
]

for (const [what, facts, message] of broken) {
  test(`a rollout with ${what} is refused`, () => {
    assert.throws(
      () => readRollout('rollout', { ...makeRollout(), ...facts }),
      (error) => error instanceof FormatError && message.test(error.message),
    )
  })
}

test('whatever JSON stands in its place, a rollout is read or refused', () => {
  const field = fc.constantFrom(...Object.keys(makeRollout()))
  const property = fc.property(field, fc.jsonValue(), (name, value) => {
    try {
      readRollout('rollout', { ...makeRollout(), [name]: value })
    } catch (error) {
      assert.ok(error instanceof FormatError, String(error))
    }
  })

  fc.assert(property, { numRuns: 500 })
})
