import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SiteCache } from '#sim/policy/site-cache.ts'
import { chunk, only, payload, peer } from '#test/core/exchange/rig.ts'
import { PolicyRig, payloadBytes, theFetch } from '#test/sim/policy/policy-rig.ts'

/** A cache with an origin that has `a` and `b`, and two devices. */
function cache(): PolicyRig {
  const known = [payload('a'), payload('b')]
  const bytesOf = (address: string) => (known.some((one) => one === address) ? payloadBytes : undefined)
  const rig = new PolicyRig(new SiteCache({ self: peer('cache'), seed: 1, bytesOf }))
  rig.join('seeder', 'wan', 'seeder')
  rig.join('d', 'lan', 'device')
  rig.join('e', 'lan', 'device')
  return rig
}

test('a cache asks the origin once for what two devices ask for, and serves both', () => {
  const rig = cache()
  const first = theFetch(rig.request(1, 'd', payload('a')))
  const second = rig.request(2, 'e', payload('a'))

  const effects = rig.arrive(first)

  assert.deepEqual(second, [])
  assert.deepEqual(
    only(effects, 'serve').map(({ request }) => request),
    [1, 2],
  )
})

test('a cache serves what it has without asking again', () => {
  const rig = cache()
  rig.arrive(theFetch(rig.request(1, 'd', payload('a'))))

  const effects = rig.request(2, 'e', payload('a'))

  assert.deepEqual(
    effects.map(({ type }) => type),
    ['serve'],
  )
})

test('a request that waits too long is told to come again, and what it asked for goes on coming', () => {
  const rig = cache()
  const fetch = theFetch(rig.request(1, 'd', payload('a')))

  const waited = rig.pass(5_000)
  rig.arrive(fetch)
  const again = rig.request(2, 'd', payload('a'))

  assert.equal(only(waited, 'refuse')[0]?.reason, 'busy')
  assert.equal(only(again, 'serve').length, 1)
})

test('a device that is gone is not answered', () => {
  const rig = cache()
  const fetch = theFetch(rig.request(1, 'd', payload('a')))
  rig.input({ type: 'peer-left', peer: peer('d') })

  const effects = rig.arrive(fetch)

  assert.deepEqual(effects, [])
})

test('what the origin does not have, the cache does not have', () => {
  const rig = cache()
  const { fetch } = theFetch(rig.request(1, 'd', payload('a')))

  const answered = rig.fail(fetch, 'missing')
  const unknown = rig.request(2, 'd', payload('c'))
  const finished = rig.request(3, 'd', chunk('a'))

  for (const effects of [answered, unknown, finished]) assert.equal(only(effects, 'refuse')[0]?.reason, 'missing')
})

test('a cache asks again when the way to the origin fails', () => {
  const rig = cache()
  const { fetch } = theFetch(rig.request(1, 'd', payload('a')))
  rig.fail(fetch, 'timed-out')

  const effects = rig.pass(1_000)

  assert.equal(theFetch(effects).address, payload('a'))
})
