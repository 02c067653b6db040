import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Fault } from '#sim/faults/fault.ts'
import { type FaultyRun, imageBytes, runWith, smallScenario } from '#test/sim/small-scenario.ts'

/** The small scenario without a fault: every device has verified after less than 6 s. */
const undisturbed = runWith(smallScenario())

/** A run in which this happens to device 1, or to its site. */
function faulty(fault: Fault, site?: string): FaultyRun {
  return runWith(smallScenario(site === undefined ? {} : { site }), fault)
}

/** What became of each device. */
function outcomes({ devices }: FaultyRun): readonly string[] {
  return devices.map(({ outcome }) => outcome)
}

/** When the release was verified on each device, in seconds; infinite where it never was. */
function verifiedAt({ devices }: FaultyRun): readonly number[] {
  return devices.map((device) => device.verifiedAt ?? Number.POSITIVE_INFINITY)
}

/** What is known of events of one name on device 1. */
function eventsOf({ events }: FaultyRun, name: string) {
  return events.filter(({ event, device }) => event === name && device === 1)
}

function wanBytesOf({ devices }: FaultyRun): number {
  return devices.reduce((sum, { wanBytes }) => sum + wanBytes, 0)
}

const everybody = ['confirmed', 'confirmed', 'confirmed', 'confirmed']

test('without a fault every device of the small scenario confirms, and no rule is broken', () => {
  assert.deepEqual(outcomes(undisturbed), everybody)
  assert.ok(Math.max(...verifiedAt(undisturbed)) < 6)
  assert.deepEqual(undisturbed.violations, [])
})

test('what befalls a device that is not there does nothing', () => {
  const run = faulty({ kind: 'dies', at: 1, seconds: 0, device: 4 })

  assert.equal(run.traceDigest, undisturbed.traceDigest)
})

for (const [kind, seconds] of [
  ['power-cut', 30],
  ['crash', 5],
] as const) {
  test(`a device boots again ${seconds} s after a ${kind}, and takes the release`, () => {
    const run = faulty({ kind, at: 2, seconds, device: 1 })

    const boots = eventsOf(run, 'boot').map(({ at }) => at)
    assert.equal(boots[1], (10 + 2 + seconds) * 1e6)
    assert.deepEqual(outcomes(run), everybody)
    assert.deepEqual(run.violations, [])
  })
}

test('nothing crosses a WAN that is down, and devices finish when it is back', () => {
  const run = faulty({ kind: 'wan-down', at: 2, seconds: 100, site: 0 })

  assert.ok(
    verifiedAt(run).every((at) => at > 102 && at < 130),
    verifiedAt(run).join(),
  )
  assert.deepEqual(outcomes(run), everybody)
})

test('two halves of a split LAN fetch a copy each', () => {
  const run = faulty({ kind: 'lan-split', at: 0, seconds: 60, site: 0 })

  const copies = wanBytesOf(run) / imageBytes
  assert.ok(copies > 1.9 && copies < 2.2, `${copies}`)
  assert.deepEqual(outcomes(run), everybody)
})

test('devices that start while multicast is off find each other when it is back', () => {
  const run = faulty(
    { kind: 'multicast-off', at: 0, seconds: 60, site: 0 },
    'hasWan: false, updated: 25 %, arriveWithin: 5 s',
  )

  const late = verifiedAt(run).slice(1)
  assert.ok(
    late.every((at) => at > 60 && at < 90),
    late.join(),
  )
})

test('a slow device is the last, and done later than without the fault', () => {
  const site = 'lan: 4 Mbit'
  const before = runWith(smallScenario({ site }))

  const run = faulty({ kind: 'slow', at: 0, seconds: 1_000, device: 1 }, site)

  const times = verifiedAt(run)
  assert.equal(Math.max(...times), times[1])
  assert.ok((times[1] ?? 0) > 3 * (verifiedAt(before)[1] ?? 0))
  assert.deepEqual(outcomes(run), everybody)
})

test('a device that dies is gone, and the others finish', () => {
  const run = faulty({ kind: 'dies', at: 2, seconds: 0, device: 1 })

  assert.deepEqual(outcomes(run), ['confirmed', 'unreached', 'confirmed', 'confirmed'])
})

for (const kind of ['corrupt', 'lying'] as const) {
  test(`a ${kind} device holds its neighbours up, and nobody takes anything wrong from it`, () => {
    const run = faulty({ kind, at: 0, seconds: 1_000, device: 1 })

    assert.deepEqual(outcomes(run), everybody)
    assert.ok(Math.max(...verifiedAt(run)) > Math.max(...verifiedAt(undisturbed)))
    assert.deepEqual(run.violations, [])
  })
}

test('devices finish when a tracker that went away is back', () => {
  const run = faulty({ kind: 'tracker-down', at: 2, seconds: 100 })

  assert.ok(
    verifiedAt(run).every((at) => at > 102 && at < 130),
    verifiedAt(run).join(),
  )
  assert.deepEqual(outcomes(run), everybody)
})

test('nobody takes anything wrong from a tracker that forges', () => {
  const run = faulty({ kind: 'tracker-forges', at: 0, seconds: 1_000 })

  assert.ok(
    verifiedAt(run).every((at) => at > 1_000),
    verifiedAt(run).join(),
  )
  assert.deepEqual(
    run.violations.filter(({ invariant }) => invariant !== 'converges'),
    [],
  )
})

for (const [kind, reason, secondsMin] of [
  ['no-boot', /did not confirm 2\.0\.0 in 3 boots/, 60],
  ['hangs', /did not confirm 2\.0\.0 in 3 boots/, 180],
  ['unhealthy', /the health check failed/, 60],
] as const) {
  test(`a release that is '${kind}' on a device is tried three times, and rolled back`, () => {
    const run = faulty({ kind, at: 0, seconds: 0, device: 1 })

    assert.deepEqual(outcomes(run), ['confirmed', 'rolled-back', 'confirmed', 'confirmed'])
    assert.match(run.devices[1]?.reason ?? '', reason)
    assert.ok(run.virtualSeconds > secondsMin, `${run.virtualSeconds}`)
    assert.deepEqual(run.violations, [])
  })
}

test('a device whose clock stands at 1970 takes the release all the same', () => {
  const run = faulty({ kind: 'clock-1970', at: 0, seconds: 1_000, device: 1 })

  assert.deepEqual(outcomes(run), everybody)
  assert.ok((verifiedAt(run)[1] ?? 0) < 6)
})

test('a device whose clock stands at 2050 takes the release when its clock is right again', () => {
  const run = faulty({ kind: 'clock-2050', at: 0, seconds: 100, device: 1 })

  assert.deepEqual(outcomes(run), everybody)
  assert.ok((verifiedAt(run)[1] ?? 0) > 100)
})

test('a chunk that rots before the read-back is found by it, and fetched again', () => {
  const run = faulty({ kind: 'bit-rot', at: 4, seconds: 0, device: 1 })

  const failures = eventsOf(run, 'phase').filter(({ phase }) => phase === 'failed')
  assert.deepEqual(
    failures.map(({ detail }) => detail),
    ['the image reads back as something else'],
  )
  assert.deepEqual(outcomes(run), everybody)
  assert.deepEqual(run.violations, [])
})

test('a device whose slot takes nothing says so, and finishes when it does again', () => {
  const run = faulty({ kind: 'disk-full', at: 1, seconds: 100, device: 1 })

  assert.equal(run.devices[1]?.reason, 'no space left on the slot')
  assert.ok((verifiedAt(run)[1] ?? 0) > 100)
  assert.deepEqual(outcomes(run), everybody)
})
