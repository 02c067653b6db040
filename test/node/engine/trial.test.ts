import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DeviceRig, type Effect, one, only, policy, typesOf } from '#test/node/engine/device-rig.ts'

/** A device that boots 2.0.0 for a trial, and what it does first. */
function bootTrial(changes: Partial<typeof policy> = {}): {
  readonly rig: DeviceRig
  readonly effects: readonly Effect[]
} {
  const rig = new DeviceRig(changes)
  return { rig, effects: rig.start({ running: '2.0.0', newest: '2.0.0', slot: 'b', trial: true }) }
}

function checked(rig: DeviceRig, effects: readonly Effect[], problem?: string): readonly Effect[] {
  return rig.input({ type: 'image-checked', job: one(effects, 'check-image').job, problem })
}

test('a trial with a right image that reaches a peer is confirmed', () => {
  const { rig, effects } = bootTrial()
  checked(rig, effects)

  const confirmed = rig.bootChanged(one(rig.join('neighbour'), 'confirm'))

  const { phase, version } = one(confirmed, 'phase')
  assert.deepEqual([phase, version], ['confirmed', '2.0.0'])
})

test('a trial that reached the tracker waits for its image', () => {
  const { rig, effects } = bootTrial()
  const joined = rig.join('tracker', 'seeder')

  const confirming = checked(rig, effects)

  assert.deepEqual(joined, [])
  assert.deepEqual(typesOf(confirming), ['confirm'])
})

test('a device that has confirmed takes the next release', () => {
  const rig = new DeviceRig()
  const started = rig.start({ running: '2.0.0', newest: '3.0.0', trial: true })
  checked(rig, started)

  const confirmed = rig.bootChanged(one(rig.join('neighbour'), 'confirm'))

  assert.equal(one(confirmed, 'plan').version, '3.0.0')
})

for (const [what, act, reason] of [
  [
    'that reaches nobody in time',
    (rig, effects) => checked(rig, effects),
    /no peer and no tracker was reached within 30 s/,
  ],
  ['whose image is not checked in time', (rig) => rig.join('neighbour'), /its images were not checked within 30 s/],
  ['with a wrong image', (rig, effects) => checked(rig, effects, 'the app image reads as 0123'), /reads as 0123/],
] as readonly (readonly [string, (rig: DeviceRig, effects: readonly Effect[]) => readonly Effect[], RegExp])[]) {
  test(`a trial ${what} is recorded as failed and rebooted`, () => {
    const { rig, effects } = bootTrial()

    const failing = one([...act(rig, effects), ...rig.pass(policy.confirmWithinMs)], 'record-failure')
    const ended = rig.bootChanged(failing)

    assert.match(failing.reason, reason)
    assert.match(one(ended, 'reboot').reason, reason)
  })
}

test('the test switch fails every trial at once', () => {
  const { effects } = bootTrial({ trialFails: true })

  assert.match(one(effects, 'record-failure').reason, /the test switch trial\.fail is on/)
})

test('a failed trial reboots also where its reason cannot be kept', () => {
  const { rig, effects } = bootTrial({ trialFails: true })
  const { job } = one(effects, 'record-failure')

  const ended = rig.input({ type: 'boot-failed', job, reason: 'boot.0: the medium fails' })

  assert.equal(only(ended, 'reboot').length, 1)
})

test('a confirmation that cannot be written is told', () => {
  const { rig, effects } = bootTrial()
  checked(rig, effects)
  const { job } = one(rig.join('neighbour'), 'confirm')

  const failed = rig.input({ type: 'boot-failed', job, reason: 'boot.0: the medium fails' })

  const { phase, detail } = one(failed, 'phase')
  assert.deepEqual([phase, detail], ['failed', 'boot.0: the medium fails'])
})

test('a trial takes no release before it is confirmed', () => {
  const { rig } = bootTrial()
  const refresh = one(rig.head('tracker', 2), 'refresh')

  assert.deepEqual(rig.refreshed(refresh, 2, '3.0.0'), [])
})

test('a trial that is being rolled back is not judged', () => {
  const { rig, effects } = bootTrial()
  rig.ask('rollback-asked')

  const meanwhile = [...rig.join('neighbour'), ...checked(rig, effects), ...rig.pass(policy.confirmWithinMs)]

  assert.deepEqual(meanwhile, [])
})

test('a trial whose rollback failed is judged', () => {
  const { rig, effects } = bootTrial()
  const { job } = one(rig.ask('rollback-asked'), 'roll-back')
  rig.join('neighbour')
  checked(rig, effects)

  const after = rig.input({ type: 'boot-failed', job, reason: 'boot.0: the medium fails' })

  assert.equal(one(after, 'answer').refusal, 'boot.0: the medium fails')
  assert.equal(only(after, 'confirm').length, 1)
})

/** A device with checks of its health, on trial, that has reached a peer and whose image is right. */
function bootCheckedTrial(): { readonly rig: DeviceRig; readonly health: (problem?: string) => readonly Effect[] } {
  const { rig, effects } = bootTrial({ checksHealth: true })
  checked(rig, effects)
  assert.deepEqual(rig.join('neighbour'), [])
  const { job } = one(effects, 'check-health')
  return { rig, health: (problem) => rig.input({ type: 'health-checked', job, problem }) }
}

test('a trial with health checks is confirmed when they are good', () => {
  assert.deepEqual(typesOf(bootCheckedTrial().health()), ['confirm'])
})

test('a trial whose health check fails is recorded as failed, with the reason', () => {
  const failing = one(bootCheckedTrial().health('the health check display failed: exit code 1'), 'record-failure')

  assert.equal(failing.reason, 'the health check display failed: exit code 1')
})

test('a trial whose health checks do not end in time has failed', () => {
  const { rig } = bootCheckedTrial()

  const failing = one(rig.pass(policy.confirmWithinMs), 'record-failure')

  assert.match(failing.reason, /its health checks did not end within 30 s/)
})
