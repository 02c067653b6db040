import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Holders } from '#core/exchange/ledger/holders.ts'
import { type Peer, Peers } from '#core/exchange/ledger/peers.ts'
import { limitsFor } from '#core/exchange/limits.ts'
import { payload, peer } from '#test/core/exchange/rig.ts'

const address = payload('a payload')
const another = payload('another')

function join(name: string): Peer {
  const joined = new Peers(limitsFor('device')).join(peer(name), 'lan', 'device')
  assert.ok(joined)
  return joined
}

test('the holders of an address are those that said so, each once', () => {
  const [a, b] = [join('a'), join('b')]
  const holders = new Holders(10)

  const added = [holders.add(a, address), holders.add(b, address), holders.add(a, address)]

  assert.deepEqual(added, [true, true, false])
  assert.deepEqual(holders.of(address), [a, b])
  assert.deepEqual(holders.of(another), [])
})

test('a holder that does not have it after all is none', () => {
  const a = join('a')
  const holders = new Holders(10)
  holders.add(a, address)

  holders.delete(a, address)

  assert.equal(holders.has(a, address), false)
})

test('one that forged an address is not believed to have it', () => {
  const forger = join('forger')
  const holders = new Holders(10)
  forger.forged.add(address)

  assert.equal(holders.add(forger, address), false)
})

test('one neighbour says that it has so much and no more, and what it has no longer leaves room', () => {
  const a = join('a')
  const holders = new Holders(1)
  holders.add(a, address)

  const beyond = holders.add(a, another)
  holders.delete(a, address)

  assert.equal(beyond, false)
  assert.equal(holders.add(a, another), true)
})

test('one that has left holds nothing, and may say everything again when it is back', () => {
  const [a, b] = [join('a'), join('b')]
  const holders = new Holders(2)
  for (const holder of [a, b]) for (const held of [address, another]) holders.add(holder, held)

  holders.left(a)

  assert.deepEqual([holders.of(address), holders.of(another)], [[b], [b]])
  assert.equal(holders.add(a, address), true)
})
