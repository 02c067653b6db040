import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BrokenRule } from '#core/check.ts'
import type { Ticket } from '#core/exchange/contract.ts'
import { Holdings } from '#core/exchange/ledger/holdings.ts'
import { limitsFor } from '#core/exchange/limits.ts'
import { chunk, payload } from '#test/core/exchange/rig.ts'

const [one, two, three] = [1, 2, 3] as number[] as [Ticket, Ticket, Ticket]

function holdingsOf(cacheBytesMax: number): { holdings: Holdings; released: Ticket[] } {
  const released: Ticket[] = []
  const limits = { ...limitsFor('device'), cacheBytesMax }
  return { holdings: new Holdings(limits, (ticket) => void released.push(ticket)), released }
}

test('the least recently used payload goes first', () => {
  const { holdings, released } = holdingsOf(20)
  holdings.keep(payload('1'), one, 10, 0)
  holdings.keep(payload('2'), two, 10, 0)
  holdings.cached(payload('1'))

  holdings.keep(payload('3'), three, 10, 0)

  assert.deepEqual(released, [two])
  assert.equal(holdings.has(payload('1')), true)
})

test('a payload that somebody uses is not released', () => {
  const { holdings, released } = holdingsOf(10)
  holdings.keep(payload('1'), one, 10, 1)

  holdings.keep(payload('2'), two, 10, 1)
  assert.deepEqual(released, [])
  holdings.giveBack(one)

  assert.deepEqual(released, [one])
})

test('a fetched chunk is released once every delivery is consumed', () => {
  const { holdings, released } = holdingsOf(100)
  holdings.keep(chunk('1'), one, 10, 2)

  holdings.giveBack(one)
  assert.deepEqual(released, [])
  holdings.giveBack(one)

  assert.deepEqual(released, [one])
})

test('a fetched chunk that nobody wants any more is released at once', () => {
  const { holdings, released } = holdingsOf(100)

  holdings.keep(chunk('1'), one, 10, 0)

  assert.deepEqual(released, [one])
})

test('consuming more often than was delivered is a broken rule', () => {
  const { holdings } = holdingsOf(100)
  holdings.keep(payload('1'), one, 10, 1)
  holdings.giveBack(one)

  assert.throws(() => holdings.giveBack(one), BrokenRule)
})
