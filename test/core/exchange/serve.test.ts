import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Address } from '#core/address.ts'
import { instant, later } from '#core/engine.ts'
import type { ExchangeEffect, RequestId, Ticket } from '#core/exchange/contract.ts'
import { haveSpacingMs } from '#core/exchange/limits.ts'
import { addressesMax } from '#core/exchange/message.ts'
import { chunk, only, payload, peer, Rig } from '#test/core/exchange/rig.ts'

const address = chunk('a chunk')

function request(rig: Rig, id: number, from: string, asked: Address = address): readonly ExchangeEffect[] {
  return rig.input({ type: 'request', request: id as RequestId, peer: peer(from), address: asked })
}

function haves(effects: readonly ExchangeEffect[]): readonly (readonly [string, number])[] {
  return only(effects, 'send').map(({ peer: to, message }) => [
    to,
    message.type === 'have' ? message.addresses.length : 0,
  ])
}

test('a device serves what its slots hold, without a ticket', () => {
  const rig = new Rig()
  rig.joinNeighbour('asker')
  rig.input({ type: 'holding', addresses: [address] })

  const effects = request(rig, 1, 'asker')

  assert.deepEqual(effects, [{ type: 'serve', request: 1, address, ticket: undefined }])
})

test('a device serves a fetched payload from its ticket', () => {
  const rig = new Rig()
  rig.joinNeighbour('holder')
  rig.have('holder', payload('1'))
  const [fetch] = only(rig.want(1, payload('1')), 'fetch')
  assert.ok(fetch)
  rig.arrive(fetch)

  const effects = request(rig, 1, 'holder', payload('1'))

  assert.deepEqual(effects, [{ type: 'serve', request: 1, address: payload('1'), ticket: 1 }])
})

test('a device says missing for what it does not hold, or holds no longer', () => {
  const rig = new Rig()
  rig.joinNeighbour('asker')
  rig.input({ type: 'holding', addresses: [address] })
  rig.input({ type: 'lost', addresses: [address] })

  const effects = request(rig, 1, 'asker')

  assert.deepEqual(effects, [{ type: 'refuse', request: 1, reason: 'missing' }])
})

test('a stranger is refused', () => {
  const rig = new Rig({ role: 'seeder' })

  const effects = request(rig, 1, 'stranger')

  assert.deepEqual(effects, [{ type: 'refuse', request: 1, reason: 'refused' }])
})

test('a peer that asks for too much at once is told busy until a serve ends', () => {
  const rig = new Rig({ role: 'seeder' })
  rig.joinNeighbour('asker')

  const types = [1, 2, 3, 4, 5].flatMap((id) => request(rig, id, 'asker')).map((effect) => effect.type)
  rig.input({ type: 'served', request: 1 as RequestId, sentBytes: 10 })
  const [sixth] = request(rig, 6, 'asker')

  assert.deepEqual(types, ['serve', 'serve', 'serve', 'serve', 'refuse'])
  assert.equal(sixth?.type, 'serve')
})

test('all peers together have a bound too', () => {
  const rig = new Rig({ role: 'seeder', limits: { servesMax: 2 } })
  for (const name of ['a', 'b', 'c']) rig.joinNeighbour(name)

  const effects = ['a', 'b', 'c'].flatMap((name, index) => request(rig, index, name))

  assert.deepEqual(effects[2], { type: 'refuse', request: 2, reason: 'busy' })
})

test('the first have goes out at once, the next ones together', () => {
  const rig = new Rig()
  rig.joinNeighbour('a')

  const first = rig.input({ type: 'holding', addresses: [chunk('1')] })
  const second = rig.input({ type: 'holding', addresses: [chunk('2')] })
  const third = rig.input({ type: 'holding', addresses: [chunk('3')] })

  assert.deepEqual([haves(first), haves(second), haves(third)], [[['a', 1]], [], []])
  assert.equal(rig.engine.deadline(), later(instant(0), haveSpacingMs))
  assert.deepEqual(haves(rig.pass(haveSpacingMs)), [['a', 2]])
})

test('a chunk that is held before its ticket is consumed is announced all the same', () => {
  const rig = new Rig()
  rig.joinNeighbour('holder')
  rig.joinNeighbour('other')
  rig.have('holder', address)
  const [fetch] = only(rig.want(1, address), 'fetch')
  assert.ok(fetch)
  rig.arrive(fetch)
  rig.input({ type: 'holding', addresses: [chunk('first in this round')] })
  rig.input({ type: 'holding', addresses: [address] })

  const effects = rig.input({ type: 'consumed', ticket: 1 as Ticket })

  assert.deepEqual(effects, [{ type: 'release', ticket: 1 }])
  assert.deepEqual(haves(rig.pass(haveSpacingMs)), [['other', 1]])
})

test('a neighbour is not told of what it has', () => {
  const rig = new Rig()
  rig.joinNeighbour('a')
  rig.joinNeighbour('b')
  rig.have('a', address)

  const effects = rig.input({ type: 'holding', addresses: [address] })

  assert.deepEqual(haves(effects), [['b', 1]])
})

test('a new neighbour is told of everything, in messages of bounded length', () => {
  const rig = new Rig()
  const addresses = Array.from({ length: addressesMax + 1 }, (_, index) => chunk(`chunk ${index}`))
  rig.input({ type: 'holding', addresses })

  const effects = rig.joinNeighbour('late')

  assert.deepEqual(haves(effects), [
    ['late', addressesMax],
    ['late', 1],
  ])
})

test('a seeder and peers beyond the WAN are told nothing', () => {
  const rig = new Rig()
  rig.joinSeeder()
  rig.input({ type: 'peer-joined', peer: peer('far'), link: 'wan', role: 'device' })

  const effects = rig.input({ type: 'holding', addresses: [address] })

  assert.deepEqual(effects, [])
})

test('peers beyond the bound are not heard', () => {
  const rig = new Rig({ limits: { peersMax: 1 } })
  rig.joinNeighbour('a')
  rig.joinNeighbour('b')
  rig.have('b', address)

  const effects = rig.want(1, address)

  assert.deepEqual(effects, [])
})
