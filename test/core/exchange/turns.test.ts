import assert from 'node:assert/strict'
import { test } from 'node:test'
import { digestOf } from '#core/address.ts'
import { type Instant, instant, later } from '#core/engine.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import { Turns } from '#core/exchange/download/turns.ts'
import { patienceMs } from '#core/exchange/limits.ts'
import { rankOwners } from '#core/exchange/owner.ts'
import { payload, peer } from '#test/core/exchange/rig.ts'

const start = instant(0)
const address = payload('a payload')
const [first, second, third] = rankOwners(digestOf(address), ['a', 'b', 'c'].map(peer)) as [
  PeerName,
  PeerName,
  PeerName,
]

function turnsOf(self: PeerName, ...others: readonly PeerName[]): { turns: Turns; neighbours: Map<PeerName, true> } {
  const neighbours = new Map(others.map((name) => [name, true as const]))
  const turns = new Turns(self, neighbours)
  turns.want(address, start)
  turns.queue(address)
  return { turns, neighbours }
}

function take(turns: Turns, now: Instant): string | undefined {
  return turns.take(now, () => true)
}

test('the owner takes its payload at once', () => {
  const { turns } = turnsOf(first, second, third)

  assert.equal(take(turns, start), address)
})

test('a node of rank two waits twice the patience', () => {
  const { turns } = turnsOf(third, first, second)

  assert.equal(take(turns, later(start, 2 * patienceMs - 1)), undefined)
  assert.equal(take(turns, later(start, 2 * patienceMs)), address)
})

test('the departure of the owner moves the next one up', () => {
  const { turns } = turnsOf(second, first)

  turns.left(first)

  assert.equal(take(turns, start), address)
})

test('a joiner that comes before this node makes it wait', () => {
  const { turns } = turnsOf(second)

  turns.joined(first)

  assert.equal(take(turns, start), undefined)
  assert.equal(turns.nextAt(), later(start, patienceMs))
})

test('patience is counted from the end of a lease', () => {
  const { turns } = turnsOf(second, first)
  const leaseEnd = later(start, 10_000)

  turns.heard(address, leaseEnd)

  assert.equal(turns.nextAt(), later(leaseEnd, patienceMs))
})

test('what the seeders do not have is tried again after a rest', () => {
  const { turns } = turnsOf(first)
  take(turns, start)

  turns.missed(address, later(start, 300))

  assert.equal(turns.nextAt(), later(start, 300))
})

test('what is not needed when its turn comes rests until it is queued again', () => {
  const { turns } = turnsOf(first)

  const refused = turns.take(start, () => false)

  assert.equal(refused, undefined)
  assert.equal(turns.nextAt(), undefined)
  turns.queue(address)
  assert.equal(take(turns, start), address)
})

test('a payload that two wants share is forgotten after the second', () => {
  const { turns } = turnsOf(first)
  turns.want(address, start)

  turns.unwant(address)
  assert.equal(turns.nextAt(), start)
  turns.unwant(address)

  assert.equal(turns.nextAt(), undefined)
})
