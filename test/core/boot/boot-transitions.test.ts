import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeBootRecord, encodeBootRecord } from '#core/boot/boot-record.ts'
import type { BootState } from '#core/boot/boot-state.ts'
import { bootAttempts } from '#core/boot/boot-state.ts'
import type { Transition } from '#core/boot/boot-transitions.ts'
import {
  beginInstall,
  beginTrial,
  chooseSlot,
  confirm,
  recordTrialFailure,
  rollBack,
} from '#core/boot/boot-transitions.ts'
import { BrokenRule } from '#core/check.ts'
import { sha256 } from '#core/digest.ts'
import {
  anyReason,
  contentOf,
  runsFirstVersion,
  stateAfter,
  verifiedFor,
  verifiedIn,
} from '#test/core/boot/boot-states.ts'

const installing = stateAfter(beginInstall(runsFirstVersion))
const onTrial = stateAfter(beginTrial(installing, verifiedIn('b', '2.0.0')))
const confirmed = stateAfter(confirm(chooseSlot(onTrial).next, 'b'))

function bootTimes(state: BootState, boots: number): BootState {
  return boots === 0 ? state : bootTimes(chooseSlot(state).next, boots - 1)
}

test('a trial boots its slot three times and then the old one', () => {
  const slots: string[] = []
  let state = onTrial

  for (let boots = 0; boots < 5; boots += 1) {
    const choice = chooseSlot(state)
    slots.push(choice.slot)
    state = choice.next
  }

  assert.deepEqual(slots, ['b', 'b', 'b', 'a', 'a'])
})

test('a trial that is never confirmed says so in its rollback', () => {
  const { next } = chooseSlot(bootTimes(onTrial, bootAttempts))

  assert.deepEqual(next.rollback, { version: '2.0.0', reason: 'the device did not confirm 2.0.0 in 3 boots' })
})

test('a rollback tells the last failure that was recorded', () => {
  const failed = stateAfter(recordTrialFailure(bootTimes(onTrial, bootAttempts), 'no network'))

  const { next } = chooseSlot(failed)

  assert.deepEqual(next.rollback, { version: '2.0.0', reason: 'no network' })
})

test('a release that failed its trial is no longer held, so that nobody can roll back into it', () => {
  const { next } = chooseSlot(bootTimes(onTrial, bootAttempts))

  const transition = rollBack(next, 'try it again')

  assert.equal(next.slots.b, undefined)
  assert.equal(transition.type, 'refused')
})

test('a boot without a trial changes nothing', () => {
  const { slot, next } = chooseSlot(confirmed)

  assert.equal(slot, 'b')
  assert.equal(next, confirmed)
})

test('confirming makes the slot on trial the active one and keeps the old release', () => {
  assert.equal(confirmed.active, 'b')
  assert.equal(confirmed.trial, undefined)
  assert.deepEqual(confirmed.slots, { a: contentOf('1.0.0'), b: contentOf('2.0.0') })
})

test('a release is not confirmed from the slot that it is to replace', () => {
  const transition = confirm(onTrial, 'a')

  assert.deepEqual(transition, {
    type: 'refused',
    reason: '2.0.0 can only be confirmed while it runs: reboot into it first',
  })
})

test('confirming twice is refused in words', () => {
  const transition = confirm(confirmed, 'b')

  assert.deepEqual(transition, { type: 'refused', reason: 'no release is on trial: 2.0.0 is confirmed already' })
})

test('an install is refused while a trial is on', () => {
  const transition = beginInstall(onTrial)

  assert.deepEqual(transition, {
    type: 'refused',
    reason: '2.0.0 is on trial in slot b: confirm it or roll it back first',
  })
})

test('an install forgets the old release before its slot is written, and the last rollback', () => {
  const rolledBack = stateAfter(rollBack(confirmed, 'asked by the operator'))

  const state = stateAfter(beginInstall(rolledBack))

  assert.equal(state.slots.b, undefined)
  assert.equal(state.rollback, undefined)
})

test('somebody who asks gets the release before this one, and may change their mind', () => {
  const back = stateAfter(rollBack(confirmed, 'asked by the operator'))
  const forth = stateAfter(rollBack(back, 'asked again'))

  assert.equal(back.active, 'a')
  assert.deepEqual(back.rollback, { version: '2.0.0', reason: 'asked by the operator' })
  assert.equal(forth.active, 'b')
})

test('rolling back during a trial gives the trial up', () => {
  const state = stateAfter(rollBack(bootTimes(onTrial, 1), 'asked by the operator'))

  assert.equal(chooseSlot(state).slot, 'a')
  assert.deepEqual(state.rollback, { version: '2.0.0', reason: 'asked by the operator' })
})

test('rolling back into a slot that holds nothing whole is refused', () => {
  const transition = rollBack(installing, 'asked by the operator')

  assert.equal(transition.type, 'refused')
})

test('a failure outside a trial is refused', () => {
  assert.equal(recordTrialFailure(confirmed, 'late').type, 'refused')
})

test('a release of a lower security epoch is not rolled back to', () => {
  const older = contentOf('1.0.0')
  const newer = { ...contentOf('2.0.0'), securityEpoch: 1 }
  const state: BootState = { active: 'b', slots: { a: older, b: newer }, trial: undefined, rollback: undefined }

  const transition = rollBack(state, 'asked by the operator')

  assert.equal(transition.type, 'refused')
  assert.match(transition.type === 'refused' ? transition.reason : '', /1\.0\.0 is older than security epoch 1/)
})

test('a release with more components than the record can name is refused', () => {
  const verified = verifiedIn('b', '2.0.0')
  const images = Array.from({ length: 32 }, (_, index) => ({
    component: `component-${index}`,
    digest: sha256(Buffer.from('image')),
    imageBytes: 1,
  }))

  const transition = beginTrial(installing, { ...verified, images })

  assert.equal(transition.type, 'refused')
})

test('putting the active slot on trial is a broken rule', () => {
  assert.throws(() => beginTrial(installing, verifiedIn('a', '2.0.0')), BrokenRule)
})

test('a trial of a slot whose install never began is a broken rule', () => {
  assert.throws(() => beginTrial(confirmed, verifiedIn('a', '3.0.0')), BrokenRule)
})

type Step = (state: BootState) => BootState

function orSame(transition: Transition, state: BootState): BootState {
  return transition.type === 'changed' ? transition.state : state
}

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.constant<Step>((state) => orSame(beginInstall(state), state)),
  fc.nat(9).map<Step>((minor) => (state) => {
    const ready = orSame(beginInstall(state), state)
    return ready.trial ? ready : orSame(beginTrial(ready, verifiedFor(ready, `2.${minor}.0`)), ready)
  }),
  fc.constant<Step>((state) => chooseSlot(state).next),
  fc.constantFrom('a' as const, 'b' as const).map<Step>((slot) => (state) => orSame(confirm(state, slot), state)),
  anyReason.map<Step>((reason) => (state) => orSame(recordTrialFailure(state, reason), state)),
  anyReason.map<Step>((reason) => (state) => orSame(rollBack(state, reason), state)),
)

test('after any steps the device boots a slot that holds a release, and its record can be read back', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
      const end = steps.reduce((state, step) => step(state), runsFirstVersion)

      assert.ok(end.slots[end.active])
      assert.ok(end.slots[chooseSlot(end).slot])
      assert.deepEqual(decodeBootRecord(encodeBootRecord(end)), end)
    }),
    { numRuns: 500 },
  )
})

test('no step touches what the active slot holds, and only a confirmation or a request changes which one it is', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
      let state = runsFirstVersion
      for (const step of steps) {
        const next = step(state)

        assert.deepEqual(next.slots[state.active], state.slots[state.active])
        if (next.active !== state.active) assert.ok(state.trial ? !next.trial : next.rollback)
        state = next
      }
    }),
    { numRuns: 500 },
  )
})
