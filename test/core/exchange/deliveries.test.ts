import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Ticket } from '#core/exchange/contract.ts'
import { Deliveries } from '#core/exchange/ledger/deliveries.ts'

const [first, second] = [1 as Ticket, 2 as Ticket]

test('what is delivered several times counts once, until the last delivery is consumed', () => {
  const deliveries = new Deliveries()
  deliveries.add(first, 1000, 2)
  deliveries.add(second, 500, 1)

  deliveries.consumed(first)
  const afterOne = deliveries.bytes
  deliveries.consumed(first)

  assert.equal(afterOne, 1500)
  assert.equal(deliveries.bytes, 500)
})

test('what nobody waited for, and what did not come over the WAN, count for nothing', () => {
  const deliveries = new Deliveries()
  deliveries.add(first, 1000, 0)

  deliveries.consumed(second)

  assert.equal(deliveries.bytes, 0)
})
