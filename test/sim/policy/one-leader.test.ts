import assert from 'node:assert/strict'
import { test } from 'node:test'
import { only, payload, peer } from '#test/core/exchange/rig.ts'
import { device, type PolicyRig, theFetch } from '#test/sim/policy/policy-rig.ts'

/** The device `m` with a neighbour of this name and a seeder. */
function deviceBeside(neighbour: string): PolicyRig {
  const rig = device('one-leader')
  rig.join('seeder', 'wan', 'seeder')
  rig.join(neighbour, 'lan', 'device')
  return rig
}

test('the device with the lowest name fetches over the WAN, once it had time to find others', () => {
  const rig = deviceBeside('z')
  const atOnce = rig.want('a')

  const settled = rig.pass(500)

  assert.deepEqual(only(atOnce, 'fetch'), [])
  assert.equal(theFetch(settled).peer, 'seeder')
})

test('the leader tells its site what it is bringing in', () => {
  const rig = deviceBeside('z')
  rig.want('a')

  const effects = rig.pass(500)

  assert.deepEqual(
    only(effects, 'send').map(({ peer, message }) => [peer, message.type]),
    [['z', 'lease']],
  )
})

test('another device takes from the LAN only', () => {
  const rig = deviceBeside('a')
  const alone = [...rig.want('a'), ...rig.pass(2_000)]

  const offered = rig.have('a', payload('a'))

  assert.deepEqual(only(alone, 'fetch'), [])
  assert.equal(theFetch(offered).peer, 'a')
})

test('the next one leads at once when the leader leaves', () => {
  const rig = deviceBeside('a')
  rig.want('a')
  rig.pass(500)

  const effects = rig.input({ type: 'peer-left', peer: peer('a') })

  assert.equal(theFetch(effects).peer, 'seeder')
})

test('a leader that brings in nothing that is wanted is passed over', () => {
  const rig = deviceBeside('a')
  rig.want('a')
  rig.pass(2_000)
  rig.have('a', payload('of another version'))

  const effects = rig.pass(2_000)

  assert.equal(theFetch(effects).peer, 'seeder')
})

test('a leader that is heard to bring in what is wanted is waited for', () => {
  const rig = deviceBeside('a')
  rig.want('a', 'b')
  rig.pass(2_000)
  const taken = [{ address: payload('a'), receivedBytes: 0 }]
  rig.input({ type: 'message', peer: peer('a'), message: { type: 'lease', taken, dropped: [] } })

  const effects = rig.pass(2_000)

  assert.deepEqual(only(effects, 'fetch'), [])
})
