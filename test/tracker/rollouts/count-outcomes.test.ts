import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PeerName } from '#core/exchange/contract.ts'
import { makePlan } from '#test/tracker/engine/rollout/make-plan.ts'
import type { FleetOutcome } from '#tracker/engine/fleet/device-record.ts'
import { totalOf } from '#tracker/engine/rollout/record.ts'
import { countOutcomes, isTimeToForget } from '#tracker/rollouts/count-outcomes.ts'
import { beginState } from '#tracker/rollouts/rollout-state.ts'

const { state } = beginState(makePlan(), { at: 1000, by: 'ada', since: 1000 })
const states = new Map([['spring', state]])

function outcomeOf(facts: Partial<FleetOutcome>): FleetOutcome {
  return {
    peer: 'device-1' as PeerName,
    product: 'hub',
    version: '1.1.0',
    rollout: 'spring',
    outcome: 'began',
    at: 1000,
    tags: {},
    downtimeMs: undefined,
    traffic: undefined,
    reason: '',
    ...facts,
  }
}

test('outcomes of one rollout make one advance, whose story has all that they told', () => {
  const outcomes = Array.from({ length: 400 }, (_, index) => outcomeOf({ peer: `device-${index}` as PeerName }))

  const [step, ...others] = countOutcomes(states, outcomes, 2000)

  assert.equal(others.length, 0)
  assert.equal(totalOf(step?.state.record.counts ?? []).began, 400)
  assert.equal(step?.state.storyLength, state.storyLength + (step?.told.length ?? 0))
})

test('a device is counted in the first phase that its cohort is in', () => {
  const outcomes = Array.from({ length: 2000 }, (_, index) => outcomeOf({ peer: `device-${index}` as PeerName }))

  const [step] = countOutcomes(states, outcomes, 2000)

  const shares = step?.state.record.counts.map(({ began }) => began / 2000) ?? []
  for (const [index, share] of [0.05, 0.15, 0.8].entries())
    assert.ok(Math.abs((shares[index] ?? 0) - share) < 0.03, `${shares}`)
})

test('what devices say of another release, product or rollout is not counted', () => {
  const outcomes = [outcomeOf({ version: '1.2.0' }), outcomeOf({ product: 'lamp' }), outcomeOf({ rollout: 'summer' })]

  assert.deepEqual(countOutcomes(states, outcomes, 2000), [])
})

test('outcomes are forgotten when a full five hundred is among those just counted', () => {
  const cases = [
    [499, 499],
    [500, 1],
    [501, 1],
    [501, 2],
    [1000, 1000],
  ] as const

  const forgotten = cases.map(([last, counted]) => isTimeToForget(last, counted))

  assert.deepEqual(forgotten, [false, true, false, true, true])
})
