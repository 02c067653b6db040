import assert from 'node:assert/strict'
import { test } from 'node:test'
import { millisecondsBetween } from '#core/engine.ts'
import { offerToAll } from '#sim/device/offer-to-all.ts'
import { DeviceRig, one, only, planOf, policy, taskOf, typesOf, wayOf } from '#test/node/engine/device-rig.ts'

test('a newer release that is known at the start is planned', () => {
  const rig = new DeviceRig()

  const effects = rig.start({ newest: '2.0.0' })

  assert.equal(one(effects, 'plan').version, '2.0.0')
  assert.deepEqual(
    only(effects, 'phase').map(({ phase, version }) => `${phase} ${version}`),
    ['idle 1.0.0', 'offered 2.0.0', 'planning 2.0.0'],
  )
})

test('a newer release that a refresh brings is planned', () => {
  const rig = new DeviceRig()
  rig.start()
  const refresh = one(rig.head('tracker', 2), 'refresh')

  const effects = rig.refreshed(refresh, 2, '1.10.0')

  assert.equal(one(effects, 'plan').version, '1.10.0')
})

for (const [newest, claim] of [
  ['0.9.0', 'an older release is not taken'],
  ['1.0.0', 'the release that runs is not taken again'],
  [undefined, 'a product without a release is left alone'],
] as const) {
  test(claim, () => {
    const rig = new DeviceRig()

    const effects = rig.start({ offers: offerToAll(newest) })

    assert.deepEqual(only(effects, 'plan'), [])
  })
}

test('a release that was given up is not taken again, and the next one is', () => {
  const rig = new DeviceRig()
  const atStart = rig.start({ newest: '2.0.0', rollback: { version: '2.0.0', reason: 'it hangs' } })
  const refresh = one(rig.head('tracker', 2), 'refresh')

  const effects = rig.refreshed(refresh, 2, '2.0.1')

  const { phase, version, detail } = one(atStart, 'phase')
  assert.deepEqual({ phase, version, detail }, { phase: 'rolled-back', version: '2.0.0', detail: 'it hangs' })
  assert.equal(one(effects, 'plan').version, '2.0.1')
})

test('a release that comes while another one is installed waits', () => {
  const rig = new DeviceRig()
  rig.startFetching(planOf([taskOf(0, wayOf('zero'))]))
  const refresh = one(rig.head('tracker', 2), 'refresh')

  assert.deepEqual(rig.refreshed(refresh, 2, '3.0.0'), [])
})

test('a failed install is tried again after waits that double up to the poll interval', () => {
  const rig = new DeviceRig()
  let plan = one(rig.start({ newest: '2.0.0' }), 'plan')
  const waitsMs: number[] = []

  for (let failure = 0; failure < 5; failure += 1) {
    rig.input({ type: 'plan-failed', job: plan.job, reason: 'the release is not there' })
    const failedAt = rig.now
    for (let plans = only([], 'plan'); plans.length === 0; ) {
      rig.now = rig.engine.deadline() ?? rig.now
      plans = only(rig.input({ type: 'tick' }), 'plan')
      plan = plans[0] ?? plan
    }
    waitsMs.push(millisecondsBetween(failedAt, rig.now))
  }

  assert.deepEqual(waitsMs, [10_000, 20_000, 40_000, policy.pollIntervalMs, policy.pollIntervalMs])
})

test('a failed install waits no shorter the second time, however often the device polls', () => {
  const rig = new DeviceRig({ pollIntervalMs: 1_000 })
  const first = one(rig.start({ newest: '2.0.0' }), 'plan')
  rig.input({ type: 'plan-failed', job: first.job, reason: 'the release is not there' })
  const second = one(rig.pass(10_000), 'plan')
  rig.input({ type: 'plan-failed', job: second.job, reason: 'the release is not there' })

  assert.deepEqual(only(rig.pass(9_999), 'plan'), [])
  assert.equal(only(rig.pass(1), 'plan').length, 1)
})

test('a refresh does not shorten the wait after a failed install', () => {
  const rig = new DeviceRig()
  const { job } = one(rig.start({ newest: '2.0.0' }), 'plan')
  rig.input({ type: 'plan-failed', job, reason: 'the release is not there' })
  const refresh = one(rig.head('tracker', 2), 'refresh')

  const effects = rig.refreshed(refresh, 2, '2.0.0')

  assert.deepEqual(typesOf(effects), [])
})

test('an install that failed is not tried again before its last job has ended', () => {
  const rig = new DeviceRig()
  const [first, second] = only(rig.startFetching(planOf([taskOf(0), taskOf(1), taskOf(2)])), 'make')
  assert.ok(first && second)
  rig.slotFailed(first, 'the medium fails')

  const during = rig.pass(15_000)
  rig.made(second)
  const after = rig.pass(10_000)

  assert.deepEqual(only(during, 'plan'), [])
  assert.equal(one(after, 'plan').version, '2.0.0')
})

test('a WAN that opens ends the wait of a failed install', () => {
  const rig = new DeviceRig()
  const { job } = one(rig.start({ newest: '2.0.0' }), 'plan')
  rig.input({ type: 'plan-failed', job, reason: 'nobody brought a document within 60 s' })

  const effects = rig.input({ type: 'wan-opened' })

  assert.equal(one(effects, 'plan').version, '2.0.0')
})

test('a WAN that opens starts nothing on a device that waits for nothing', () => {
  const rig = new DeviceRig()
  rig.start()
  const before = rig.engine.deadline()

  const effects = rig.input({ type: 'wan-opened' })

  assert.deepEqual(effects, [])
  assert.equal(rig.engine.deadline(), before)
})
