import assert from 'node:assert/strict'
import { test } from 'node:test'
import { digestOf } from '#core/address.ts'
import type { Ticket, WantId } from '#core/exchange/contract.ts'
import { firstPatienceMs, patienceMs, quietMs, settleMs } from '#core/exchange/limits.ts'
import { rankOwners } from '#core/exchange/owner.ts'
import { chunk, only, payload, peer, Rig } from '#test/core/exchange/rig.ts'

const address = payload('a payload')

/** A neighbour's name that comes before or after `self` in the order of owners of {@link address}. */
function neighbourThat(comes: 'before' | 'after'): string {
  const names = Array.from({ length: 64 }, (_, index) => `neighbour-${index}`)
  const isOwner = comes === 'before' ? 'self' : undefined
  const found = names.find((name) => {
    const [, second] = rankOwners(digestOf(address), [peer('self'), peer(name)])
    return (second === 'self') === (isOwner === 'self')
  })
  assert.ok(found)
  return found
}

test('a device without neighbours goes to the seeder once it has settled', () => {
  const rig = new Rig()
  rig.joinSeeder()
  rig.want(1, address)

  assert.deepEqual(only(rig.pass(settleMs - 1), 'fetch'), [])
  const [fetch] = only(rig.pass(1), 'fetch')

  assert.equal(fetch?.peer, 'seeder')
})

test('a device whose neighbours came long ago does not wait to settle', () => {
  const rig = new Rig()
  rig.joinSeeder()
  rig.joinNeighbour(neighbourThat('after'))
  rig.pass(quietMs)

  const effects = rig.want(1, address)

  assert.equal(only(effects, 'fetch').length, 1)
})

test('a device that is not the owner waits for its turn', () => {
  const rig = new Rig()
  rig.joinSeeder()
  rig.joinNeighbour(neighbourThat('before'))
  rig.pass(quietMs)
  rig.want(1, address)

  assert.deepEqual(only(rig.pass(patienceMs - 1), 'fetch'), [])
  assert.equal(only(rig.pass(1), 'fetch').length, 1)
})

test('a fetch over the WAN is announced as a lease, and its failure as the end of it', () => {
  const rig = new Rig()
  rig.joinSeeder()
  rig.joinNeighbour(neighbourThat('after'))
  rig.pass(quietMs)

  const begun = rig.want(1, address)
  const [fetch] = only(begun, 'fetch')
  assert.ok(fetch)
  const ended = rig.fail(fetch.fetch, 'closed')

  const messages = [...only(begun, 'send'), ...only(ended, 'send')].map((effect) => effect.message)
  assert.deepEqual(messages, [
    { type: 'lease', taken: [{ address, receivedBytes: 0 }], dropped: [] },
    { type: 'lease', taken: [], dropped: [address] },
  ])
})

test('the owner leaves a payload to a neighbour that holds a lease on it', () => {
  const rig = new Rig()
  const neighbour = neighbourThat('after')
  rig.joinSeeder()
  rig.joinNeighbour(neighbour)
  rig.pass(quietMs)
  rig.lease(neighbour, [address])

  rig.want(1, address)

  assert.deepEqual(only(rig.pass(firstPatienceMs - 1), 'fetch'), [])
  assert.equal(only(rig.pass(1), 'fetch').length, 1)
})

test('of two that fetch the same, the later in the order of owners yields', () => {
  const rig = new Rig()
  const owner = neighbourThat('before')
  rig.joinSeeder()
  rig.joinNeighbour(owner)
  rig.want(1, address)
  const [fetch] = only(rig.pass(patienceMs + quietMs), 'fetch')

  const effects = rig.lease(owner, [address])

  assert.deepEqual(effects, [{ type: 'cancel', fetch: fetch?.fetch }])
})

test('a neighbour is asked before the seeder', () => {
  const rig = new Rig()
  rig.joinSeeder()
  rig.joinNeighbour('holder')
  rig.have('holder', address)

  const [fetch] = only(rig.want(1, address), 'fetch')

  assert.equal(fetch?.peer, 'holder')
})

test('the cheapest way that a neighbour has is taken', () => {
  const rig = new Rig()
  rig.joinNeighbour('holder')
  rig.have('holder', chunk('dear'), payload('cheap'))

  const [fetch] = only(rig.want(1, payload('cheaper but nowhere'), payload('cheap'), chunk('dear')), 'fetch')

  assert.equal(fetch?.address, payload('cheap'))
})

test('a chunk is never asked of the seeder', () => {
  const rig = new Rig()
  rig.joinSeeder()

  rig.want(1, chunk('a chunk'))

  assert.deepEqual(only(rig.pass(60_000), 'fetch'), [])
  assert.equal(rig.engine.deadline(), undefined)
})

test('large payloads are fetched from one holder one by one', () => {
  const rig = new Rig()
  const addresses = [payload('1'), payload('2')]
  rig.joinNeighbour('holder')
  rig.have('holder', ...addresses)

  const fetches = addresses.flatMap((address, index) => {
    const ways = [{ address, bytes: 1024 * 1024 }]
    return only(rig.input({ type: 'want', want: index as WantId, ways, group: undefined }), 'fetch')
  })
  const [first] = fetches
  assert.ok(first)

  assert.equal(fetches.length, 1)
  assert.equal(only(rig.arrive(first), 'fetch').length, 1)
})

test('one holder has at most two fetches outstanding, all neighbours together eight', () => {
  const rig = new Rig()
  const names = ['a', 'b', 'c', 'd', 'e', 'f']
  const addresses = Array.from({ length: 20 }, (_, index) => payload(`payload ${index}`))
  for (const name of names) {
    rig.joinNeighbour(name)
    rig.have(name, ...addresses)
  }

  const fetches = addresses.flatMap((wanted, index) => only(rig.want(index, wanted), 'fetch'))

  assert.equal(fetches.length, 8)
  for (const name of names) assert.ok(fetches.filter((fetch) => fetch.peer === name).length <= 2)
})

test('one fetch delivers to every want that shares the payload', () => {
  const rig = new Rig()
  rig.joinNeighbour('holder')
  rig.have('holder', address)
  const [fetch] = only(rig.want(1, address), 'fetch')
  assert.ok(fetch)
  assert.deepEqual(rig.want(2, address), [])

  const effects = rig.arrive(fetch)

  assert.deepEqual(
    only(effects, 'deliver').map((effect) => effect.want),
    [1, 2],
  )
})

test('a want for a cached payload is met at once', () => {
  const rig = new Rig()
  rig.joinNeighbour('holder')
  rig.have('holder', address)
  const [fetch] = only(rig.want(1, address), 'fetch')
  assert.ok(fetch)
  rig.arrive(fetch)

  const effects = rig.want(2, address)

  assert.deepEqual(effects, [{ type: 'deliver', want: 2, address, ticket: 1 }])
})

test('a fetch that no want needs any more is cancelled', () => {
  const rig = new Rig()
  rig.joinNeighbour('holder')
  rig.have('holder', address)
  const [fetch] = only(rig.want(1, address), 'fetch')
  rig.want(2, address)

  assert.deepEqual(rig.input({ type: 'unwant', want: 1 as WantId }), [])
  const effects = rig.input({ type: 'unwant', want: 2 as WantId })

  assert.deepEqual(effects, [{ type: 'cancel', fetch: fetch?.fetch }])
})

test('fetching pauses while delivered bytes wait to be consumed', () => {
  const rig = new Rig({ limits: { cacheBytesMax: 1000 } })
  rig.joinNeighbour('holder')
  rig.have('holder', payload('1'), payload('2'))
  const [fetch] = only(rig.want(1, payload('1')), 'fetch')
  assert.ok(fetch)
  rig.want(2, payload('2'))

  assert.deepEqual(only(rig.arrive(fetch), 'fetch'), [])
  const effects = rig.input({ type: 'consumed', ticket: 1 as Ticket })

  assert.equal(only(effects, 'fetch')[0]?.address, payload('2'))
})
