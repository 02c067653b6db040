import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RequestId, WanRules, WantId } from '#core/exchange/contract.ts'
import { only, payload, peer } from '#test/core/exchange/rig.ts'
import { device, payloadBytes, theFetch } from '#test/sim/policy/policy-rig.ts'

const rules: WanRules = {
  mayFetch: true,
  bytesPerSecond: undefined,
  release: undefined,
  budgetBytes: undefined,
  spentBytes: 0,
  tier: 0,
}

test('a seeder that is busy is asked again after a rest', () => {
  const rig = device('origin-only')
  rig.join('seeder', 'wan', 'seeder')
  const { fetch } = theFetch(rig.want('a'))

  const atOnce = rig.fail(fetch, 'busy')
  const afterRest = rig.pass(200)

  assert.deepEqual(only(atOnce, 'fetch'), [])
  assert.equal(theFetch(afterRest).address, payload('a'))
})

test('a seeder is asked for what it did not have only after a longer rest', () => {
  const rig = device('origin-only')
  rig.join('seeder', 'wan', 'seeder')
  const { fetch } = theFetch(rig.want('a'))
  rig.fail(fetch, 'missing')

  const soon = rig.pass(4_000)
  const later = rig.pass(2_000)

  assert.deepEqual(only(soon, 'fetch'), [])
  assert.equal(theFetch(later).address, payload('a'))
})

test('forged bytes are released, and who sent them is banned, also when it comes back', () => {
  const rig = device('lan-first')
  rig.join('n', 'lan', 'device')
  rig.have('n', payload('a'))
  const fetch = theFetch(rig.want('a'))

  const effects = rig.arrive(fetch, 'forged')
  rig.input({ type: 'peer-left', peer: peer('n') })
  const again = rig.join('n', 'lan', 'device')

  assert.deepEqual(
    effects.map(({ type }) => type),
    ['release', 'ban'],
  )
  assert.equal(only(again, 'ban').length, 1)
})

test('a want that is given up cancels its fetch', () => {
  const rig = device('origin-only')
  rig.join('seeder', 'wan', 'seeder')
  const { fetch } = theFetch(rig.want('a'))

  const effects = rig.input({ type: 'unwant', want: 0 as WantId })

  assert.deepEqual(only(effects, 'cancel'), [{ type: 'cancel', fetch }])
})

test('what came is served while its bytes are kept', () => {
  const rig = device('lan-first')
  rig.join('seeder', 'wan', 'seeder')
  rig.join('n', 'lan', 'device')
  const before = rig.request(1, 'n', payload('a'))
  rig.arrive(theFetch(rig.want('a')))

  const after = rig.request(2, 'n', payload('a'))

  assert.equal(only(before, 'refuse')[0]?.reason, 'missing')
  assert.equal(only(after, 'serve').length, 1)
})

test('a device that exchanges with all peers serves four requests at once', () => {
  const rig = device('random-peers')
  rig.join('n', 'wan', 'device')
  rig.input({ type: 'holding', addresses: [payload('a')] })

  const answers = [1, 2, 3, 4, 5].flatMap((id) => rig.request(id, 'n', payload('a')))
  rig.input({ type: 'served', request: 1 as RequestId, sentBytes: payloadBytes })
  const [last] = rig.request(6, 'n', payload('a'))

  assert.deepEqual(
    answers.map(({ type }) => type),
    ['serve', 'serve', 'serve', 'serve', 'refuse'],
  )
  assert.equal(last?.type, 'serve')
})

test('where the owner forbids the WAN, only neighbours are asked', () => {
  const rig = device('lan-first')
  rig.input({ type: 'wan-rules', rules: { ...rules, mayFetch: false } })
  rig.join('seeder', 'wan', 'seeder')
  rig.join('n', 'lan', 'device')
  const forbidden = rig.want('a')

  const offered = rig.have('n', payload('a'))

  assert.deepEqual(only(forbidden, 'fetch'), [])
  assert.equal(theFetch(offered).peer, 'n')
})

test('no fetch begins that the budget does not cover', () => {
  const rig = device('origin-only')
  rig.input({ type: 'wan-rules', rules: { ...rules, budgetBytes: 2 * payloadBytes } })
  rig.join('seeder', 'wan', 'seeder')

  const fetches = only(rig.want('a', 'b', 'c'), 'fetch')

  assert.equal(fetches.length, 2)
})

test('random peers are told and heard over the WAN', () => {
  const rig = device('random-peers')
  rig.join('far', 'wan', 'device')
  const told = rig.input({ type: 'holding', addresses: [payload('b')] })
  rig.want('a')

  const heard = rig.have('far', payload('a'))

  assert.deepEqual(
    only(told, 'send').map((effect) => effect.peer),
    ['far'],
  )
  assert.equal(theFetch(heard).peer, 'far')
})

for (const policy of ['mycel', 'lan-first', 'one-leader', 'origin-only', 'site-cache'] as const) {
  test(`a device beyond the WAN is no neighbour to ${policy}`, () => {
    const rig = device(policy)
    rig.join('far', 'wan', 'device')
    rig.input({ type: 'holding', addresses: [payload('b')] })
    rig.want('a')

    const effects = [...rig.have('far', payload('a')), ...rig.pass(10_000)]

    assert.deepEqual(effects, [])
  })
}
