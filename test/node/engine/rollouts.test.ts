import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nothingRemembered } from '#node/engine/updates/remembered.ts'
import { one, only, planOf, taskOf, typesOf, wayOf } from '#test/node/engine/device-rig.ts'
import { begin, nightly, offersOf, phasesOf, release, revise, stage } from '#test/node/engine/rollout-rig.ts'
import { dayMs, noonMs, rolloutOf } from '#test/node/engine/updates/update-facts.ts'

test('a gated release waits for its phase, and is taken when that is signed', () => {
  const { rig, effects } = begin({ rollout: { openPhases: 0 } })

  const later = revise(rig, { openPhases: 1 })

  assert.deepEqual(only(effects, 'plan'), [])
  assert.equal(one(later, 'plan').version, '2.0.0')
})

test('no phase opens by time alone', () => {
  const { rig } = begin({ rollout: { openPhases: 0 } })

  assert.deepEqual(only(rig.pass(30 * dayMs), 'plan'), [])
})

test('the rollout that admitted the device is remembered', () => {
  const { effects } = begin()

  assert.deepEqual(one(effects, 'remember').remembered.admitted, { version: '2.0.0', rollout: 'spring' })
})

test('a rollout that is paused lets those go on who have begun', () => {
  const { rig, effects } = begin()
  const { job } = one(effects, 'plan')

  revise(rig, { state: 'paused' })

  assert.deepEqual(phasesOf(rig.input({ type: 'planned', job, plan: planOf([taskOf(0)]) })).length, 1)
})

test('a release whose rollout is aborted is dropped while it is planned, and no second plan runs beside the first', () => {
  const { rig, effects } = begin()

  const dropped = revise(rig, { state: 'aborted' })
  const meanwhile = revise(rig, { id: 'summer' })
  const planned = rig.input({ type: 'planned', job: one(effects, 'plan').job, plan: planOf([taskOf(0)]) })
  const again = rig.input({ type: 'clock', clock: { unixMs: noonMs, offsetMinutes: 0 } })

  assert.deepEqual(phasesOf(dropped), ['idle: rollout spring of 2.0.0 was aborted'])
  assert.deepEqual([meanwhile, planned].map(typesOf), [[], []])
  assert.equal(only(again, 'plan').length, 1)
})

test('a release whose rollout is aborted is dropped while it is fetched, and what it wanted is given up', () => {
  const { rig, effects } = begin()
  const plan = planOf([taskOf(0, wayOf('zero')), taskOf(1, wayOf('one'))])
  rig.input({ type: 'planned', job: one(effects, 'plan').job, plan })

  const dropped = revise(rig, { state: 'aborted' })

  assert.deepEqual(typesOf(dropped), ['unwant', 'unwant', 'phase'])
  assert.equal(one(dropped, 'phase').phase, 'idle')
})

test('a release whose rollout is aborted while it is read back is not staged', () => {
  const { rig, effects } = begin()
  const plan = planOf([], [taskOf(0).address])
  const { job } = one(rig.input({ type: 'planned', job: one(effects, 'plan').job, plan }), 'verify')
  revise(rig, { state: 'aborted' })

  assert.deepEqual(rig.input({ type: 'verified', job, release }), [])
})

test('a staged release whose rollout is aborted never boots', () => {
  const begun = begin({ changes: { updates: nightly } })
  stage(begun)

  const rollBack = one(revise(begun.rig, { state: 'aborted' }), 'roll-back')
  const dropped = begun.rig.bootChanged(rollBack)

  assert.deepEqual(phasesOf(dropped), ['idle: rollout spring of 2.0.0 was aborted'])
  assert.deepEqual(only(begun.rig.pass(7 * dayMs), 'reboot'), [])
})

test('an install that the owner asked for goes on when its rollout is aborted', () => {
  const { rig } = begin({ rollout: { openPhases: 0 } })
  rig.askInstall('2.0.0')

  assert.deepEqual(phasesOf(revise(rig, { state: 'aborted' })), [])
})

test('a device goes back from what was taken back, and remembers it as given up', () => {
  const { rig } = begin({ facts: { running: '2.0.0', offers: offersOf(rolloutOf({ state: 'complete' })) } })

  const taken = revise(rig, { state: 'aborted', takeBack: true })
  const rebooted = rig.bootChanged(one(taken, 'roll-back'))

  assert.deepEqual(
    one(taken, 'remember').remembered.givenUp.map(({ version }) => version),
    ['2.0.0'],
  )
  assert.equal(one(rebooted, 'reboot').reason, 'rollout spring of 2.0.0 was aborted and takes the release back')
})

test('a trial of what was taken back goes back too', () => {
  const { rig } = begin({ facts: { running: '2.0.0', trial: true } })

  const taken = revise(rig, { state: 'aborted', takeBack: true })

  assert.equal(only(taken, 'roll-back').length, 1)
})

test('a staged release that was dropped is taken again after a restart when a later rollout exposes it', () => {
  const begun = begin({ changes: { updates: nightly } })
  stage(begun)
  const dropped = revise(begun.rig, { state: 'aborted' })
  const { remembered } = one(dropped, 'remember')
  const offers = offersOf(rolloutOf({ state: 'aborted' }), rolloutOf({ id: 'summer' }))

  const rollback = { version: '2.0.0', reason: 'rollout spring of 2.0.0 was aborted' }
  const { effects } = begin({ facts: { rollback, remembered, offers } })

  assert.equal(one(effects, 'plan').version, '2.0.0')
})

test('a device that cannot go back takes the release after it', () => {
  const { rig } = begin({ facts: { running: '2.0.0', offers: offersOf() } })
  const { job } = one(revise(rig, { state: 'aborted', takeBack: true }), 'roll-back')
  const fixed = revise(rig, { id: 'fix', version: '2.0.1' })

  const refused = rig.input({ type: 'boot-failed', job, reason: 'slot b holds no release' })

  assert.deepEqual(only(fixed, 'plan'), [])
  assert.equal(one(refused, 'plan').version, '2.0.1')
})

test('a device that cannot go back says why, once', () => {
  const { rig } = begin({ facts: { running: '2.0.0', offers: offersOf() } })
  const { job } = one(revise(rig, { state: 'aborted', takeBack: true }), 'roll-back')

  const refused = rig.input({ type: 'boot-failed', job, reason: 'slot b holds no release' })
  const again = revise(rig, { state: 'aborted', takeBack: true, revision: 3 })

  assert.match(phasesOf(refused)[0] ?? '', /takes the release back; the device stays with it: slot b holds no release/)
  assert.deepEqual(only(again, 'roll-back'), [])
})

test('a release that was given up is not taken again after a restart', () => {
  const givenUp = [{ version: '2.0.0', reason: 'taken back' }]

  const { effects } = begin({ facts: { remembered: { ...nothingRemembered, givenUp } } })

  assert.deepEqual(only(effects, 'plan'), [])
})
