import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ExchangeEffect, WanRules } from '#core/exchange/contract.ts'
import { settleMs } from '#core/exchange/limits.ts'
import { only, payload, Rig } from '#test/core/exchange/rig.ts'

const open: WanRules = {
  mayFetch: true,
  bytesPerSecond: undefined,
  release: '1.1.0',
  budgetBytes: undefined,
  spentBytes: 0,
  tier: 0,
}

/** A device alone with a seeder, under these rules; what it wants is 1000 bytes long. */
function deviceUnder(rules: Partial<WanRules>): Rig {
  const rig = new Rig()
  rig.joinSeeder()
  rig.input({ type: 'wan-rules', rules: { ...open, ...rules } })
  return rig
}

function change(rig: Rig, rules: Partial<WanRules>): readonly ExchangeEffect[] {
  return rig.input({ type: 'wan-rules', rules: { ...open, ...rules } })
}

test('while the WAN is not allowed nothing is fetched over it, and as soon as it is', () => {
  const rig = deviceUnder({ mayFetch: false })
  rig.want(1, payload('p'))

  const before = rig.pass(60_000)
  const after = change(rig, { mayFetch: true })

  assert.deepEqual(only(before, 'fetch'), [])
  assert.equal(only(after, 'fetch').length, 1)
})

test('while the WAN is not allowed neighbours are asked', () => {
  const rig = deviceUnder({ mayFetch: false })
  rig.joinNeighbour('a')
  rig.want(1, payload('p'))

  const effects = rig.have('a', payload('p'))

  assert.deepEqual(
    only(effects, 'fetch').map(({ peer }) => peer),
    ['a'],
  )
})

test('a device that may not use the WAN waits without a tick', () => {
  const rig = deviceUnder({ mayFetch: false })
  rig.want(1, payload('p'))
  rig.pass(settleMs)

  assert.equal(rig.engine.deadline(), undefined)
})

test('a fetch that is under way goes on when the WAN is closed', () => {
  const rig = deviceUnder({})
  rig.want(1, payload('p'))
  const [fetch] = only(rig.pass(settleMs), 'fetch')
  assert.ok(fetch)

  const effects = [...change(rig, { mayFetch: false }), ...rig.arrive(fetch)]

  assert.deepEqual(only(effects, 'cancel'), [])
  assert.equal(only(effects, 'deliver').length, 1)
})

test('what the budget does not cover waits for neighbours, or for a larger budget', () => {
  const rig = deviceUnder({ budgetBytes: 1999 })
  rig.want(1, payload('p'))
  rig.want(2, payload('q'))

  const begun = only(rig.pass(60_000), 'fetch')
  const isSpent = rig.engine.wanSpending.isSpent
  const more = only(change(rig, { budgetBytes: 2000 }), 'fetch')

  assert.equal(begun.length, 1)
  assert.equal(isSpent, true)
  assert.equal(more.length, 1)
})

test('what came of a fetch that is cut short is spent', () => {
  const rig = deviceUnder({ budgetBytes: 1999 })
  rig.want(1, payload('p'))
  const [fetch] = only(rig.pass(settleMs), 'fetch')
  assert.ok(fetch)

  rig.input({ type: 'progress', fetch: fetch.fetch, receivedBytes: 1000 })
  rig.fail(fetch.fetch, 'closed')
  const again = only(rig.pass(60_000), 'fetch')

  assert.equal(rig.engine.wanSpending.spentBytes, 1000)
  assert.deepEqual(again, [])
})

test('a fetch that brought nothing leaves its part of the budget to the next', () => {
  const rig = deviceUnder({ budgetBytes: 1000 })
  rig.want(1, payload('p'))
  rig.want(2, payload('q'))
  const [fetch] = only(rig.pass(settleMs), 'fetch')
  assert.ok(fetch)

  const effects = [...rig.fail(fetch.fetch, 'timed-out'), ...rig.pass(60_000)]

  assert.equal(only(effects, 'fetch').length, 1)
})

test('forged bytes are spent in full', () => {
  const rig = deviceUnder({ budgetBytes: 1000 })
  rig.want(1, payload('p'))
  const [fetch] = only(rig.pass(settleMs), 'fetch')
  assert.ok(fetch)

  rig.arrive(fetch, false)

  assert.equal(rig.engine.wanSpending.spentBytes, 1000)
})

test('another release begins a new count, with what it had cost before', () => {
  const rig = deviceUnder({ budgetBytes: 1000 })
  rig.want(1, payload('p'))
  const [fetch] = only(rig.pass(settleMs), 'fetch')
  assert.ok(fetch)
  rig.arrive(fetch)

  change(rig, { release: '1.2.0', spentBytes: 400 })

  assert.deepEqual(rig.engine.wanSpending, { release: '1.2.0', spentBytes: 400, isSpent: false })
})

test('under a rate the next fetch begins when the one before would have come', () => {
  const rig = deviceUnder({ bytesPerSecond: 100 })
  rig.want(1, payload('p'))
  rig.want(2, payload('q'))
  const [first] = only(rig.pass(settleMs), 'fetch')
  assert.ok(first)
  rig.arrive(first)

  const early = only(rig.pass(9_999), 'fetch')
  const due = only(rig.pass(1), 'fetch')

  assert.deepEqual(early, [])
  assert.equal(due.length, 1)
})
