import assert from 'node:assert/strict'
import { test } from 'node:test'
import { beginKpis, type DeviceOutcome, groupsMax, kpiNumbers, stopped, withOutcome } from '#tracker/engine/kpi/kpis.ts'

const started = 1_000_000
const minuteMs = 60_000

function device(facts: Partial<DeviceOutcome> = {}): DeviceOutcome {
  return { outcome: 'confirmed', at: started, tags: {}, downtimeMs: undefined, traffic: undefined, ...facts }
}

test('nothing is claimed of a rollout that nobody took', () => {
  const numbers = kpiNumbers(beginKpis(started), '', 0)

  assert.deepEqual([numbers.adoption, numbers.crashRate, numbers.timeToPatchMs.p50], [undefined, undefined, undefined])
})

test('adoption, failures and crashes are shares of what they are about', () => {
  let kpis = beginKpis(started)
  for (let count = 0; count < 8; count++) kpis = withOutcome(kpis, device())
  kpis = withOutcome(kpis, device({ outcome: 'install-failed' }))
  kpis = withOutcome(kpis, device({ outcome: 'trial-failed' }))
  kpis = withOutcome(kpis, device({ outcome: 'crashed' }))

  const { adoption, installFailureRate, crashRate } = kpiNumbers(kpis, '', 16)

  assert.deepEqual([adoption, installFailureRate, crashRate], [0.5, 0.2, 0.125])
})

test('times to patch are counted from the advisory, a quantile at most a quarter too high', () => {
  let kpis = beginKpis(started)
  for (let minute = 1; minute <= 100; minute++) kpis = withOutcome(kpis, device({ at: started + minute * minuteMs }))

  const { p50 = 0, p95 = 0 } = kpiNumbers(kpis, '', 100).timeToPatchMs

  assert.ok(p50 >= 50 * minuteMs && p50 <= 63 * minuteMs, String(p50))
  assert.ok(p95 >= 95 * minuteMs && p95 <= 119 * minuteMs, String(p95))
})

test('what neighbours brought is what the WAN was spared', () => {
  const kpis = withOutcome(beginKpis(started), device({ traffic: { wanBytes: 100, lanBytes: 300 } }))

  const { wanBytes, savedBytes, peerShare } = kpiNumbers(kpis, '', 1)

  assert.deepEqual([wanBytes, savedBytes, peerShare], [100, 300, 0.75])
})

test('the time to recover ends with the last device that is back', () => {
  let kpis = stopped(beginKpis(started), started + 10 * minuteMs)
  for (const minute of [12, 25]) {
    kpis = withOutcome(kpis, device({ outcome: 'taken-back', at: started + minute * minuteMs }))
  }

  assert.equal(kpiNumbers(kpis, '', 2).timeToRecoverMs, 15 * minuteMs)
})

test('a group has numbers of its own', () => {
  let kpis = withOutcome(beginKpis(started), device({ tags: { ring: 'beta' } }))
  kpis = withOutcome(kpis, device({ tags: { ring: 'engineering' }, outcome: 'trial-failed' }))

  assert.equal(kpiNumbers(kpis, 'ring=beta', 1).installFailureRate, 0)
  assert.equal(kpiNumbers(kpis, 'ring=engineering', 1).installFailureRate, 1)
})

test('tags without end cost no memory without end', () => {
  let kpis = beginKpis(started)
  for (let serial = 0; serial < 1000; serial++) kpis = withOutcome(kpis, device({ tags: { serial: String(serial) } }))

  assert.equal(Object.keys(kpis.groups).length, groupsMax)
  assert.equal(kpiNumbers(kpis, '', 1000).confirmed, 1000)
})
