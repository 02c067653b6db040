import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Fault } from '#sim/faults/fault.ts'
import { runWith, smallScenario } from '#test/sim/small-scenario.ts'

/** A site whose devices never get the release, for want of a way that the model calls one: its only holder forges all. */
const misled = { site: 'hasWan: false, updated: 25 %', rest: 'endsAfter: 2 h' }

/** Device 0, which has the release, serves forged bytes from now on. */
const forging: Fault = { kind: 'corrupt', at: 0, seconds: 60, device: 0 }

/** Who is stuck at the end of a run with these faults. */
function stuckWith(scenario: Parameters<typeof smallScenario>[0], ...faults: readonly Fault[]) {
  return runWith(smallScenario(scenario), ...faults).violations.filter(({ invariant }) => invariant === 'converges')
}

test('devices that can get the release and have not are named, with their state and what held them up', () => {
  const stuck = stuckWith(misled, forging)

  assert.deepEqual(
    stuck.map(({ device }) => device),
    [1, 2, 3],
  )
  for (const { detail, at } of stuck) {
    assert.match(detail, /^it is unfinished 7200 s after the last fault: ./)
    assert.equal(at, 7200)
  }
})

test('a run that ends soon after the last fault says nothing of progress', () => {
  const cut: Fault = { kind: 'wan-down', at: 0, seconds: 6_400, site: 0 }

  assert.deepEqual(stuckWith(misled, forging, cut), [])
})

for (const [kind, seconds] of [
  ['dies', 0],
  ['disk-full', 60],
  ['unhealthy', 60],
] as const) {
  test(`a device is excused for '${kind}'`, () => {
    const stuck = stuckWith(misled, forging, { kind, at: 1, seconds, device: 2 } as Fault)

    assert.deepEqual(
      stuck.map(({ device }) => device),
      [1, 3],
    )
  })
}

test('devices that have no way to the release are excused', () => {
  assert.deepEqual(stuckWith({ ...misled, site: 'hasWan: false' }), [])
})

test('devices whose owner closes the WAN are excused', () => {
  const closed = { site: 'wanHours: 22:00-23:00', rest: 'startsAt: 09:00\nendsAfter: 2 h' }

  assert.deepEqual(stuckWith(closed), [])
})

test('devices that converge break no rule, however late', () => {
  assert.deepEqual(stuckWith({ rest: 'endsAfter: 2 h' }, { kind: 'wan-down', at: 0, seconds: 3_000, site: 0 }), [])
})
