import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { VerifiedRelease } from '#core/boot/boot-state.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import type { Phase } from '#node/engine/contract.ts'
import { DeviceRig, one, only, planOf, taskOf, typesOf } from '#test/node/engine/device-rig.ts'

const release = { slot: 'b', version: '2.0.0', release: undefined, images: [] } as unknown as VerifiedRelease

/** Brings a device whose owner boots it by hand into a phase. */
const inPhase: Readonly<Record<Exclude<Phase, 'offered'>, () => DeviceRig>> = {
  idle: () => begun((rig) => rig.start()),
  planning: () => begun((rig) => rig.start({ newest: '2.0.0' })),
  fetching: () => begun((rig) => rig.startFetching(planOf([taskOf(0)]))),
  verifying: () => begun((rig) => rig.startFetching(planOf([], [taskOf(0).address]))),
  staged: () =>
    begun((rig) => {
      const { job } = one(rig.startFetching(planOf([], [taskOf(0).address])), 'verify')
      rig.bootChanged(one(rig.input({ type: 'verified', job, release }), 'begin-trial'))
    }),
  trial: () => begun((rig) => rig.start({ running: '2.0.0', trial: true })),
  confirmed: () =>
    begun((rig) => {
      const { job } = one(rig.start({ running: '2.0.0', trial: true }), 'check-image')
      rig.input({ type: 'image-checked', job, problem: undefined })
      rig.bootChanged(one(rig.join('neighbour'), 'confirm'))
    }),
  'rolled-back': () => begun((rig) => rig.start({ rollback: { version: '2.0.0', reason: 'it hangs' } })),
  failed: () =>
    begun((rig) => {
      const { job } = one(rig.start({ newest: '2.0.0' }), 'plan')
      rig.input({ type: 'plan-failed', job, reason: 'the release is not there' })
    }),
}

function begun(act: (rig: DeviceRig) => unknown): DeviceRig {
  const rig = new DeviceRig({ reboot: 'manual' })
  act(rig)
  return rig
}

for (const phase of ['idle', 'confirmed', 'rolled-back', 'failed'] as const) {
  test(`a device that is ${phase} installs what its owner asks for`, () => {
    const effects = inPhase[phase]().askInstall('1.5.0')

    assert.equal(one(effects, 'answer').refusal, undefined)
    assert.equal(one(effects, 'plan').version, '1.5.0')
  })

  test(`a device that is ${phase} rolls back and boots when its owner asks`, () => {
    const rig = inPhase[phase]()
    const rollBack = one(rig.ask('rollback-asked'), 'roll-back')

    const effects = rig.bootChanged(rollBack)

    assert.deepEqual(typesOf(effects), ['answer', 'reboot'])
    assert.equal(one(effects, 'answer').refusal, undefined)
  })
}

for (const phase of ['planning', 'fetching', 'verifying', 'staged', 'trial'] as const) {
  test(`a device that is ${phase} refuses to install something else`, () => {
    const effects = inPhase[phase]().askInstall('1.5.0')

    assert.deepEqual(typesOf(effects), ['answer'])
    assert.match(one(effects, 'answer').refusal ?? '', new RegExp(`the device is ${phase}: ask again`))
  })
}

for (const phase of ['planning', 'fetching', 'verifying'] as const) {
  test(`a device that is ${phase} refuses to roll back`, () => {
    const effects = inPhase[phase]().ask('rollback-asked')

    assert.deepEqual(typesOf(effects), ['answer'])
    assert.match(one(effects, 'answer').refusal ?? '', new RegExp(`the device is ${phase}`))
  })
}

for (const phase of ['staged', 'trial'] as const) {
  test(`a device that is ${phase} gives the release up when its owner asks`, () => {
    const rig = inPhase[phase]()

    const effects = rig.bootChanged(one(rig.ask('rollback-asked'), 'roll-back'))

    assert.deepEqual(typesOf(effects), ['answer', 'reboot'])
  })
}

test('a staged device boots when its owner asks', () => {
  const effects = inPhase.staged().ask('reboot-asked')

  assert.deepEqual(typesOf(effects), ['answer', 'reboot'])
  assert.equal(one(effects, 'answer').refusal, undefined)
})

for (const phase of [
  'idle',
  'planning',
  'fetching',
  'verifying',
  'trial',
  'confirmed',
  'rolled-back',
  'failed',
] as const) {
  test(`a device that is ${phase} has nothing to boot into`, () => {
    const effects = inPhase[phase]().ask('reboot-asked')

    assert.deepEqual(typesOf(effects), ['answer'])
    assert.match(one(effects, 'answer').refusal ?? '', /no release is staged/)
  })
}

test('a staged device waits for its owner where the policy says so', () => {
  const rig = inPhase.staged()

  assert.deepEqual(only(rig.pass(10_000), 'reboot'), [])
})

test('an install that the owner asks for does not wait after a failure', () => {
  const effects = inPhase.failed().askInstall('2.0.0')

  assert.equal(one(effects, 'plan').version, '2.0.0')
})

test('a release that was given up is installed again when its owner asks', () => {
  const effects = inPhase['rolled-back']().askInstall('2.0.0')

  assert.equal(one(effects, 'plan').version, '2.0.0')
})

test('one rollback runs at a time', () => {
  const rig = inPhase.idle()
  rig.ask('rollback-asked')

  const effects = rig.ask('rollback-asked')

  assert.deepEqual(typesOf(effects), ['answer'])
})

test('a rollback that the boot state refuses is answered with its reason, and the device goes on', () => {
  const rig = inPhase.idle()
  const { job } = one(rig.ask('rollback-asked'), 'roll-back')

  const effects = rig.input({ type: 'boot-failed', job, reason: 'slot b holds no release' })

  assert.equal(one(effects, 'answer').refusal, 'slot b holds no release')
  assert.equal(only(rig.askInstall('1.5.0'), 'plan').length, 1)
})

test('a reboot is the last that a device does', () => {
  const rig = inPhase.staged()
  rig.ask('reboot-asked')

  const effects = [
    ...rig.head('tracker', 9),
    ...rig.join('neighbour'),
    ...rig.input({ type: 'peer-left', peer: 'neighbour' as PeerName }),
    ...rig.pass(600_000),
  ]

  assert.deepEqual(effects, [])
  assert.equal(rig.engine.deadline(), undefined)
})
