import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instant, later } from '#core/engine.ts'
import { Leases } from '#core/exchange/ledger/leases.ts'
import { leaseMs, leaseTotalMs, limitsFor } from '#core/exchange/limits.ts'
import { payload, peer } from '#test/core/exchange/rig.ts'

const start = instant(0)
const address = payload('a payload')

test('a lease ends by itself', () => {
  const leases = new Leases(limitsFor('device'))

  leases.take(peer('a'), address, start)

  assert.equal(leases.coveredUntil(address, start), later(start, leaseMs))
  assert.equal(leases.coveredUntil(address, later(start, leaseMs)), undefined)
})

test('a lease that is announced for ever ends all the same', () => {
  const leases = new Leases(limitsFor('device'))
  const end = later(start, leaseTotalMs)

  for (let ms = 0; ms < leaseTotalMs; ms += 1000) leases.take(peer('a'), address, later(start, ms))

  assert.equal(leases.coveredUntil(address, later(start, leaseTotalMs - 1)), end)
  assert.equal(leases.take(peer('a'), address, end), false)
})

test('dropping a lease and taking it again does not start its time anew', () => {
  const leases = new Leases(limitsFor('device'))
  leases.take(peer('a'), address, start)

  leases.drop(peer('a'), address, start)

  assert.equal(leases.coveredUntil(address, start), undefined)
  assert.equal(leases.take(peer('a'), address, later(start, leaseTotalMs)), false)
})

test('the leases of a peer are bounded', () => {
  const leases = new Leases({ ...limitsFor('device'), leasesPerPeerMax: 2 })

  const taken = ['1', '2', '3'].map((name) => leases.take(peer('a'), payload(name), start))

  assert.deepEqual(taken, [true, true, false])
})

test('a peer that leaves gives up its live leases only', () => {
  const leases = new Leases(limitsFor('device'))
  leases.take(peer('a'), payload('old'), start)
  leases.take(peer('a'), address, later(start, leaseMs))

  const released = leases.forget(peer('a'), later(start, leaseMs + 1))

  assert.deepEqual(released, [address])
})
