import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sha256 } from '#core/digest.ts'
import { instant } from '#core/engine.ts'
import type { ExchangeEffect, WantId } from '#core/exchange/contract.ts'
import { faultBackoff } from '#core/exchange/download/backoff.ts'
import { Lacks } from '#core/exchange/ledger/lacks.ts'
import { lacksPerPeerMax, settleMs } from '#core/exchange/limits.ts'
import { Random } from '#core/random.ts'
import { chunk, only, payload, peer, Rig } from '#test/core/exchange/rig.ts'

const patch = payload('a patch')
const full = payload('the full payload')

type Asked = Extract<ExchangeEffect, { type: 'fetch' }>

/** A rig with seeders that has asked one of them for the patch. */
function rigThatAsked(...seeders: readonly string[]): { rig: Rig; asked: Asked } {
  const rig = new Rig()
  for (const name of seeders) rig.joinSeeder(name)
  rig.want(1, patch, chunk('the chunk'), full)
  const [asked] = only(rig.pass(settleMs), 'fetch')
  assert.ok(asked)
  assert.equal(asked.address, patch)
  return { rig, asked }
}

/** Fails a fetch and every one after it for `missing`, for ten seconds, and tells who was asked for what. */
function failAll(rig: Rig, first: Asked): readonly Asked[] {
  const asked = [first]
  const running = [first]
  for (let passedMs = 0; passedMs < 10_000; passedMs += 10) {
    for (let fetch = running.pop(); fetch !== undefined; fetch = running.pop()) {
      const next = only(rig.fail(fetch.fetch, 'missing'), 'fetch')
      asked.push(...next)
      running.push(...next)
    }
    running.push(...only(rig.pass(10), 'fetch'))
  }
  return asked
}

test('what one seeder does not have is asked of the next one at once', () => {
  const { rig, asked } = rigThatAsked('one', 'two')

  const [next] = only(rig.fail(asked.fetch, 'missing'), 'fetch')

  assert.equal(next?.address, patch)
  assert.notEqual(next?.peer, asked.peer)
})

test('a want whose cheapest payload no seeder has is met by its next payload', () => {
  const { rig, asked } = rigThatAsked('one')

  const [next] = only(rig.fail(asked.fetch, 'missing'), 'fetch')
  assert.equal(next?.address, full)
  const delivered = only(rig.arrive(next), 'deliver')

  assert.deepEqual(
    delivered.map(({ want, address }) => [want, address]),
    [[1, full]],
  )
})

test('a want of a crew falls through too, and its crew stays', () => {
  const rig = new Rig()
  rig.joinSeeder()
  const ways = [
    { address: patch, bytes: 10 },
    { address: full, bytes: 20 },
  ]
  rig.input({ type: 'want', want: 1 as WantId, ways, group: sha256(Buffer.from('a group')) })
  const [asked] = only(rig.pass(settleMs), 'fetch')
  assert.ok(asked)

  const effects = rig.fail(asked.fetch, 'missing')

  assert.equal(only(effects, 'fetch')[0]?.address, full)
  assert.deepEqual(only(effects, 'send'), [])
})

test('what no seeder has is asked of each again, after a rest', () => {
  const { rig, asked } = rigThatAsked('one', 'two')

  const all = failAll(rig, asked)

  for (const name of ['one', 'two']) {
    const times = all.filter((again) => again.peer === name && again.address === patch).length
    assert.ok(times >= 2 && times <= 12, `${name} is asked ${times} times in ten seconds`)
  }
})

test('a seeder that is only busy is waited for, and the want stays with its cheapest payload', () => {
  const { rig, asked } = rigThatAsked('one')

  const effects = [...rig.fail(asked.fetch, 'busy'), ...rig.pass(1000)]

  assert.equal(only(effects, 'fetch')[0]?.address, patch)
})

test('a neighbour that has the cheapest payload is asked after a seeder did not have it', () => {
  const { rig, asked } = rigThatAsked('one')
  const [next] = only(rig.fail(asked.fetch, 'missing'), 'fetch')
  assert.ok(next)

  rig.fail(next.fetch, 'missing')
  rig.joinNeighbour('holder')
  const effects = rig.have('holder', patch)

  assert.deepEqual(
    only(effects, 'fetch').map(({ address, peer: holder }) => [address, holder]),
    [[patch, peer('holder')]],
  )
})

test('a rest is over after half a minute at most, and what a seeder brings is forgotten as lacking', () => {
  const lacks = new Lacks()
  const random = new Random(1, 'lacks')
  const start = instant(0)

  for (let misses = 0; misses < 20; misses++) lacks.add(patch, start, random)
  const until = lacks.until(patch, start) ?? start
  lacks.delete(patch)

  assert.ok(until > start && until <= faultBackoff.mostMs * 1000)
  assert.equal(lacks.until(patch, start), undefined)
})

test('what a seeder lacks is remembered for a bounded number of addresses', () => {
  const lacks = new Lacks()
  const random = new Random(1, 'lacks')
  const addresses = Array.from({ length: lacksPerPeerMax + 1 }, (_, index) => payload(`payload ${index}`))

  for (const address of addresses) lacks.add(address, instant(0), random)

  const kept = addresses.filter((address) => lacks.until(address, instant(0)) !== undefined)
  assert.deepEqual(kept, addresses.slice(1))
})
