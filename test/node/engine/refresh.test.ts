import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PeerName } from '#core/exchange/contract.ts'
import { DeviceRig, one, only, policy } from '#test/node/engine/device-rig.ts'

test('whoever says that it has newer metadata is asked for it', () => {
  const rig = new DeviceRig()
  rig.start()

  assert.equal(one(rig.head('neighbour', 2), 'refresh').peer, 'neighbour')
})

test('metadata that is no newer is not asked for', () => {
  const rig = new DeviceRig()
  rig.start()

  assert.deepEqual(rig.head('neighbour', 1), [])
})

test('a poll asks a seeder rather than a neighbour', () => {
  const rig = new DeviceRig()
  rig.start()
  rig.join('tracker', 'seeder')
  rig.join('neighbour')

  const effects = rig.pass(policy.pollIntervalMs)

  assert.equal(one(effects, 'refresh').peer, 'tracker')
})

test('a poll asks a neighbour where no seeder is left', () => {
  const rig = new DeviceRig()
  rig.start()
  rig.join('neighbour')
  rig.join('tracker', 'seeder')
  rig.input({ type: 'peer-left', peer: 'tracker' as PeerName })

  const effects = rig.pass(policy.pollIntervalMs)

  assert.equal(one(effects, 'refresh').peer, 'neighbour')
})

test('a device that is alone polls nobody', () => {
  const rig = new DeviceRig()
  rig.start()

  assert.deepEqual(rig.pass(10 * policy.pollIntervalMs), [])
})

test('one peer is asked at a time', () => {
  const rig = new DeviceRig()
  rig.start()
  rig.join('tracker', 'seeder')
  rig.head('tracker', 2)

  const effects = [...rig.head('neighbour', 3), ...rig.pass(policy.pollIntervalMs)]

  assert.deepEqual(effects, [])
})

test('what was newer than the answer is asked for next', () => {
  const rig = new DeviceRig()
  rig.start()
  const first = one(rig.head('early', 2), 'refresh')
  rig.head('latest', 4)
  rig.head('later', 3)

  const effects = rig.refreshed(first, 2, '1.0.0')

  assert.equal(one(effects, 'refresh').peer, 'latest')
})

test('what the answer already brought is not asked for again', () => {
  const rig = new DeviceRig()
  rig.start()
  const first = one(rig.head('early', 2), 'refresh')
  rig.head('later', 3)

  assert.deepEqual(rig.refreshed(first, 3, '1.0.0'), [])
})

test('a peer that has left meanwhile is not asked', () => {
  const rig = new DeviceRig()
  rig.start()
  const first = one(rig.head('early', 2), 'refresh')
  rig.head('later', 3)
  rig.input({ type: 'peer-left', peer: 'later' as PeerName })

  assert.deepEqual(rig.refreshed(first, 2, '1.0.0'), [])
})

test('a peer that claims more than it has is asked once per claim', () => {
  const rig = new DeviceRig()
  rig.start()
  const refresh = one(rig.head('liar', 99), 'refresh')

  assert.deepEqual(rig.refreshed(refresh, 1, '1.0.0'), [])
})

test('a failed refresh makes room for the next one', () => {
  const rig = new DeviceRig()
  rig.start()
  const { job } = one(rig.head('silent', 2), 'refresh')
  rig.input({ type: 'refresh-failed', job, reason: 'no answer within 10 s' })

  const effects = rig.head('neighbour', 2)

  assert.equal(only(effects, 'refresh').length, 1)
})
