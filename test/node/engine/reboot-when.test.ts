import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Leaving, PeerName } from '#core/exchange/contract.ts'
import { leavingScore } from '#core/exchange/owner.ts'
import {
  type DeviceRig,
  type Effect,
  one,
  only,
  planOf,
  policy,
  taskOf,
  typesOf,
  wayOf,
} from '#test/node/engine/device-rig.ts'
import { begin, nightly, offersOf, phasesOf, revise, stage } from '#test/node/engine/rollout-rig.ts'
import { dayMs, hourMs } from '#test/node/engine/updates/update-facts.ts'

/** A neighbour that leaves before the device of the rig does. */
const early = 'neighbour' as PeerName
assert.ok(leavingScore(early) > leavingScore(policy.device.peer))

let sequence = 0

function hear(rig: DeviceRig, leaving: Leaving): readonly Effect[] {
  sequence += 1
  rig.departures.heard([{ peer: early, sequence, takings: [], fetchedBytes: 0, leaving }])
  return rig.input({ type: 'tick' })
}

function joinEarly(rig: DeviceRig): readonly Effect[] {
  rig.departures.joined(early)
  return rig.join(early)
}

test('a staged release boots when a window opens', () => {
  const begun = begin({ changes: { updates: nightly } })
  const staged = stage(begun)

  const before = begun.rig.pass(14 * hourMs - 1)
  const then = begun.rig.pass(1)

  assert.deepEqual(
    [staged, before].map((effects) => only(effects, 'reboot')),
    [[], []],
  )
  assert.equal(only(then, 'reboot').length, 1)
})

test('a critical release boots whatever the hour, also one that becomes critical while it waits', () => {
  const changes = { updates: nightly }
  const atOnce = stage(begin({ changes, rollout: { urgency: 'critical' } }))
  const begun = begin({ changes })
  stage(begun)

  const later = revise(begun.rig, { urgency: 'critical' })

  assert.deepEqual(
    [atOnce, later].map((effects) => only(effects, 'reboot').length),
    [1, 1],
  )
})

test('a device whose owner is asked takes nothing before the approval', () => {
  const { rig, effects } = begin({ changes: { updates: { ...policy.updates, consent: 'ask' } } })

  const approved = rig.askOf('approve-asked', '2.0.0')

  assert.deepEqual(only(effects, 'plan'), [])
  assert.equal(one(approved, 'answer').refusal, undefined)
  assert.equal(one(approved, 'plan').version, '2.0.0')
})

test('an owner who skips a release while it is fetched has it dropped, and taken up after a day', () => {
  const consent = { type: 'optional', skipsMax: 3, daysMax: 14 } as const
  const { rig, effects } = begin({ rollout: { consent } })
  rig.input({ type: 'planned', job: one(effects, 'plan').job, plan: planOf([taskOf(0, wayOf('zero'))]) })

  const skipped = rig.askOf('skip-asked', '2.0.0')
  const during = rig.pass(dayMs - 1)
  const after = rig.pass(1)

  assert.equal(one(skipped, 'answer').refusal, undefined)
  assert.deepEqual(phasesOf(skipped), ['idle: its owner put 2.0.0 off'])
  assert.deepEqual(
    [during, after].map((some) => only(some, 'plan').length),
    [0, 1],
  )
})

test('a release that is staged cannot be skipped any more', () => {
  const begun = begin({ changes: { reboot: 'manual' } })
  stage(begun)

  const { refusal } = one(begun.rig.askOf('skip-asked', '2.0.0'), 'answer')

  assert.equal(refusal, "2.0.0 is staged: 'mycel node rollback' gives it up")
})

test('a device reboots only when a neighbour that went first is back', () => {
  const begun = begin()
  joinEarly(begun.rig)
  const staged = stage(begun)
  hear(begun.rig, 'waits')
  const before = begun.rig.pass(60_000)
  begun.rig.departures.left(early, begun.rig.now)
  const away = begun.rig.pass(60_000)

  const back = joinEarly(begun.rig)

  assert.deepEqual(
    only(staged, 'leaving').map(({ leaving }) => leaving),
    ['waits'],
  )
  assert.deepEqual(
    [before, away].map((some) => only(some, 'reboot').length),
    [0, 0],
  )
  assert.equal(only(back, 'reboot').length, 1)
})

test('a device that waits for its turn hears of an abort, and says that it stays', () => {
  const begun = begin()
  joinEarly(begun.rig)
  stage(begun)
  hear(begun.rig, 'waits')

  const dropped = revise(begun.rig, { state: 'aborted' })

  assert.deepEqual(typesOf(dropped), ['remember', 'leaving', 'roll-back'])
  assert.equal(one(dropped, 'leaving').leaving, 'stays')
})

test('a device that would go back says that it stays when its release is exposed again', () => {
  const { rig } = begin({ facts: { running: '2.0.0', offers: offersOf() } })
  joinEarly(rig)
  hear(rig, 'waits')
  const waiting = revise(rig, { state: 'aborted', takeBack: true })

  const exposed = revise(rig, { state: 'running', revision: 2 })

  assert.deepEqual(typesOf(waiting), ['leaving'])
  assert.equal(one(exposed, 'leaving').leaving, 'stays')
})
