import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Fault } from '#sim/faults/fault.ts'
import { countOf, rollOut, smallRollout } from '#test/sim/rollout/small-rollout.ts'

const hour = 3600

test('a good release comes to everybody, phase by phase, and the rollout is complete', () => {
  const run = rollOut(smallRollout())

  const openedAt = run.rollout.phases.map((phase) => Math.round((phase.openedAt ?? 0) / hour))
  assert.equal(run.rollout.state, 'complete')
  assert.deepEqual(openedAt, [0, 4, 12])
  assert.equal(countOf(run, 'confirmed'), 200)
  assert.deepEqual(run.violations, [])
})

test('equal seeds give equal runs, and another seed another one', () => {
  const scenario = smallRollout({ rest: 'faults: [{kind: unstable, share: 3 %}, {kind: power-cut, share: 20 %}]' })

  const [first, again, other] = [rollOut(scenario), rollOut(scenario), rollOut(scenario, { seed: 2 })]

  assert.equal(first.traceDigest, again.traceDigest)
  assert.deepEqual(first.devices, again.devices)
  assert.deepEqual(first.rollout, again.rollout)
  assert.notEqual(first.traceDigest, other.traceDigest)
})

test('no device begins an install once the abort has come to it', () => {
  const scenario = smallRollout({ devices: 60, rest: 'faults: [{kind: unstable, share: 20 %, lasts: 2 h}]' })

  const { events, rollout, violations } = rollOut(scenario)

  const stoppedAt = events.find(({ event, state }) => event === 'published' && state === 'aborted')?.at ?? 0
  const late = events.filter(({ event, at }) => event === 'began' && at > stoppedAt + hour * 1e6)
  assert.equal(rollout.state, 'aborted')
  assert.deepEqual(late, [])
  assert.deepEqual(violations, [])
})

test('everybody who took an aborted release goes back, also who was off when it was aborted', () => {
  const unstable = Array.from(
    { length: 200 },
    (_, device): Fault => ({ kind: 'unstable', at: 0, seconds: 600, device }),
  )
  const off = Array.from(
    { length: 200 },
    (_, device): Fault => ({ kind: 'power-cut', at: hour, seconds: 5 * hour, device }),
  )

  const run = rollOut(smallRollout({ devices: 60, rollout: 'checkIn: 10 min' }), { faults: [...unstable, ...off] })

  assert.equal(run.rollout.state, 'aborted')
  assert.equal(countOf(run, 'confirmed'), 0)
  assert.equal(run.rollout.takenBack, run.rollout.exposed)
  assert.deepEqual(run.violations, [])
})

test('crashes of too few devices to judge by pause a rollout, for a person to look', () => {
  const scenario = smallRollout({ rest: 'faults: [{kind: unstable, share: 100 %, lasts: 10 min}]' })

  const { rollout, violations } = rollOut(scenario)

  assert.equal(rollout.state, 'paused')
  assert.equal(rollout.takenBack, 0)
  assert.deepEqual(violations, [])
})

test('a lost tracker opens no phase, and opens it when it is back', () => {
  const lost: Fault = { kind: 'tracker-down', at: 3 * hour, seconds: 6 * hour }

  const { rollout, violations } = rollOut(smallRollout(), { faults: [lost] })

  assert.ok((rollout.phases[1]?.openedAt ?? 0) >= 9 * hour)
  assert.ok((rollout.phases[1]?.openedAt ?? 0) <= 9 * hour + 60)
  assert.equal(rollout.state, 'complete')
  assert.deepEqual(violations, [])
})

test('a lost tracker stops nobody who was admitted before', () => {
  const lost: Fault = { kind: 'tracker-down', at: 13 * hour + 600, seconds: 48 * hour }

  const { events, rollout } = rollOut(smallRollout({ defaults: 'window: 22:00-23:00' }), { faults: [lost] })

  const confirmed = events.filter(
    ({ event, at }) => event === 'confirmed' && at > lost.at * 1e6 && at < 61 * hour * 1e6,
  )
  assert.ok(confirmed.length > 0)
  assert.equal(rollout.state, 'complete')
})

test('reports that are lost on the way are sent again and count once', () => {
  const { rollout, devices, violations } = rollOut(smallRollout({ rollout: 'reportLoss: 40 %' }))

  assert.equal(rollout.state, 'complete')
  assert.equal(devices.length, rollout.exposed)
  assert.deepEqual(violations, [])
})

test('devices whose release fails its trial run what they ran before, and the failures are counted', () => {
  const bad = (['no-boot', 'hangs', 'unhealthy'] as const).map((kind, device): Fault => {
    return { kind, at: 0, seconds: 96 * hour, device }
  })

  const run = rollOut(smallRollout(), { faults: bad })

  assert.deepEqual(
    run.devices.slice(0, 3).map(({ outcome }) => outcome),
    ['rolled-back', 'rolled-back', 'rolled-back'],
  )
  assert.equal(countOf(run, 'confirmed'), 197)
  assert.deepEqual(run.violations, [])
})

test('an install that fails for a full disk is tried again at the next check-in', () => {
  const full: Fault = { kind: 'disk-full', at: 0, seconds: 14 * hour, device: 7 }

  const run = rollOut(smallRollout(), { faults: [full] })

  assert.equal(run.devices[7]?.outcome, 'confirmed')
  assert.ok((run.devices[7]?.confirmedAt ?? 0) > 14 * hour)
})

test('devices without neighbours and without a WAN wait for their check-in, and are not stuck', () => {
  const outages = Array.from(
    { length: 20 },
    (_, site): Fault => ({ kind: 'wan-down', at: 600, seconds: 20 * hour, site }),
  )

  const run = rollOut(smallRollout({ defaults: 'reach: isolated' }), { faults: outages })

  assert.equal(countOf(run, 'confirmed'), 200)
  assert.deepEqual(run.violations, [])
})
