import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { PeerName } from '#core/exchange/contract.ts'
import { admittingPhase, allBasisPoints, cohortOf, matches } from '#core/rollout/admission.ts'
import type { Rollout, RolloutPhase, RolloutState } from '#core/rollout/rollout.ts'

const device = { peer: '12D3KooWdevice' as PeerName, tags: { ring: 'beta', site: 'berlin' } }

function phase(select: RolloutPhase['select'], basisPoints: number): RolloutPhase {
  return { name: 'a phase', select, basisPoints }
}

function rolloutOf(changes: Partial<Rollout>): Rollout {
  return {
    id: 'spring',
    product: 'primehub',
    version: '2.0.0',
    revision: 1,
    state: 'running',
    phases: [phase({}, allBasisPoints)],
    openPhases: 1,
    takeBack: false,
    urgency: 'normal',
    consent: { type: 'mandatory' },
    ...changes,
  }
}

const peers = fc.uuid().map((text) => text as PeerName)

test('the cohort of a device is the one that other implementations work out', () => {
  // printf 'mycel/cohort/1\nprimehub\nspring\n12D3KooWdevice' | sha256sum
  assert.equal(cohortOf({ product: 'primehub', id: 'spring' }, device.peer), 5367)
})

test('cohorts spread devices evenly', () => {
  const rollout = { product: 'primehub', id: 'spring' }
  const cohorts = Array.from({ length: 10_000 }, (_, index) => cohortOf(rollout, `device ${index}` as PeerName))

  const firstTenth = cohorts.filter((cohort) => cohort < allBasisPoints / 10).length

  assert.ok(firstTenth > 900 && firstTenth < 1100, `${firstTenth} of 10,000 devices are in the first tenth`)
})

test('who is admitted by a share is admitted by every larger one', () => {
  const shares = fc.integer({ min: 1, max: allBasisPoints })
  fc.assert(
    fc.property(peers, shares, shares, (peer, one, other) => {
      const admits = (share: number) => admittingPhase(rolloutOf({ phases: [phase({}, share)] }), { peer, tags: {} })
      const [small, large] = one < other ? [one, other] : [other, one]
      return admits(small) === undefined || admits(large) === 0
    }),
  )
})

test('a phase that is not open admits nobody', () => {
  const phases = [phase({ ring: ['engineering'] }, allBasisPoints), phase({}, allBasisPoints)]

  assert.equal(admittingPhase(rolloutOf({ phases, openPhases: 1 }), device), undefined)
  assert.equal(admittingPhase(rolloutOf({ phases, openPhases: 2 }), device), 1)
})

for (const state of ['paused', 'cancelled', 'aborted'] as const satisfies readonly RolloutState[]) {
  test(`a rollout that is ${state} admits nobody`, () => {
    assert.equal(admittingPhase(rolloutOf({ state }), device), undefined)
  })
}

test('a rollout that is complete admits on', () => {
  assert.equal(admittingPhase(rolloutOf({ state: 'complete' }), device), 0)
})

test('a selector matches where each of its tags has one of the values', () => {
  assert.ok(matches({}, device.tags))
  assert.ok(matches({ ring: ['alpha', 'beta'], site: ['berlin'] }, device.tags))
  assert.ok(!matches({ ring: ['beta'], site: ['paris'] }, device.tags))
  assert.ok(!matches({ ring: [] }, device.tags))
  assert.ok(!matches({ constructor: ['beta'] }, device.tags))
})
