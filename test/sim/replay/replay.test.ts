import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UserError } from '#core/errors.ts'
import { readReplay, replayOf, replayText } from '#sim/replay/replay.ts'
import { runScenario } from '#sim/run/run-scenario.ts'
import { runWith, smallScenario } from '#test/sim/small-scenario.ts'
import { failure } from './failure.ts'

test('a replay that is written and read is the same', () => {
  const { replay } = failure()

  assert.deepEqual(readReplay(replayText(replay), 'replay.json'), JSON.parse(JSON.stringify(replay)))
})

test('a replay that was read breaks the same rule, at the same time, in the same run', () => {
  const { replay } = failure()
  const { scenario, seed, policy, faults, violation, traceDigest } = readReplay(replayText(replay), 'replay.json')

  const run = runScenario(scenario, { seed, policy, faults })

  assert.deepEqual(run.violations[0], violation)
  assert.equal(run.traceDigest, traceDigest)
})

test('a run that broke no rule has no replay', () => {
  const scenario = smallScenario()

  assert.equal(replayOf(scenario, runWith(scenario)), undefined)
})

const whole = JSON.parse(replayText(failure().replay)) as Record<string, unknown>

for (const [what, text] of [
  ['no JSON', '{'],
  ['a list', '[]'],
  ['nothing', 'null'],
  ['another version', JSON.stringify({ ...whole, format: 2 })],
  ['no scenario', JSON.stringify({ ...whole, scenario: null })],
  ['no seed', JSON.stringify({ ...whole, seed: 'one' })],
  ['no policy', JSON.stringify({ ...whole, policy: 'any' })],
  ['no violation', JSON.stringify({ ...whole, violation: null })],
  ['a fault that is null', JSON.stringify({ ...whole, faults: [null] })],
  ['a fault of no kind', JSON.stringify({ ...whole, faults: [{ kind: 'any', at: 0, seconds: 0 }] })],
  ['a fault before the release', JSON.stringify({ ...whole, faults: [{ kind: 'tracker-down', at: -60, seconds: 0 }] })],
] as const) {
  test(`a file with ${what} is no replay, which says so and what to do`, () => {
    assert.throws(
      () => readReplay(text, 'some.json'),
      (error: Error) => error instanceof UserError && /^some\.json is no replay/.test(error.message),
    )
  })
}
