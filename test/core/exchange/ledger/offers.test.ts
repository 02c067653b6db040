import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Offers } from '#core/exchange/ledger/offers.ts'
import { type Peer, Peers } from '#core/exchange/ledger/peers.ts'
import { limitsFor } from '#core/exchange/limits.ts'
import { Random } from '#core/random.ts'
import { payload, peer } from '#test/core/exchange/rig.ts'

function join(name: string): Peer {
  const joined = new Peers(limitsFor('device')).join(peer(name), 'lan', 'device')
  assert.ok(joined)
  return joined
}

test('a neighbour is looked at for as long as it offers something', () => {
  const offers = new Offers(new Random(1))
  const [a, b] = [join('a'), join('b')]
  offers.add(a, payload('1'))
  offers.add(b, payload('1'))

  const taken = offers.take(a)

  assert.equal(taken, payload('1'))
  assert.deepEqual([...offers.peers], [b])
})

test('a neighbour that has left offers nothing', () => {
  const offers = new Offers(new Random(1))
  const a = join('a')
  offers.add(a, payload('1'))

  offers.left(a)

  assert.deepEqual([...offers.peers], [])
})
