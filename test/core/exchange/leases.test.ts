import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Instant, instant, later } from '#core/engine.ts'
import { Leases } from '#core/exchange/ledger/leases.ts'
import { limitsFor } from '#core/exchange/limits.ts'
import { payload, peer } from '#test/core/exchange/rig.ts'

const start = instant(0)
const address = payload('a payload')
const patienceMs = 2_000
const totalMs = 20_000

/** Takes a lease, of which so many bytes have come. */
function take(leases: Leases, name: string, now: Instant, receivedBytes = 0, leased = address): boolean {
  return leases.take(peer(name), { address: leased, receivedBytes }, { patienceMs, totalMs }, now)
}

test('a lease ends by itself', () => {
  const leases = new Leases(limitsFor('device'))

  take(leases, 'a', start)

  assert.equal(leases.coveredUntil(address, start), later(start, patienceMs))
  assert.equal(leases.coveredUntil(address, later(start, patienceMs)), undefined)
})

test('a lease whose bytes become more lasts longer, one that stands still does not', () => {
  const leases = new Leases(limitsFor('device'))
  take(leases, 'a', start)

  const moved = take(leases, 'a', later(start, 1000), 10)
  const stood = take(leases, 'a', later(start, 1500), 10)

  assert.deepEqual([moved, stood], [true, false])
  assert.equal(leases.coveredUntil(address, later(start, 1500)), later(start, 1000 + patienceMs))
})

test('a lease that moves for ever ends all the same, and its holder is believed in no other', () => {
  const leases = new Leases(limitsFor('device'))
  const end = later(start, totalMs)

  for (let ms = 0; ms <= totalMs; ms += 1000) take(leases, 'a', later(start, ms), ms)

  assert.equal(leases.coveredUntil(address, end), undefined)
  assert.equal(take(leases, 'a', end, totalMs + 1), false)
  assert.equal(take(leases, 'a', end, 0, payload('another')), false)
})

test('a lease that stood still behind a broken link is believed when it moves again', () => {
  const leases = new Leases(limitsFor('device'))
  take(leases, 'a', start)

  const moved = take(leases, 'a', later(start, 10 * totalMs), 1)

  assert.equal(moved, true)
})

test('dropping a lease and taking it again does not start its time anew', () => {
  const leases = new Leases(limitsFor('device'))
  for (let ms = 0; ms < totalMs; ms += 1000) take(leases, 'a', later(start, ms), ms)

  leases.drop(peer('a'), address, later(start, totalMs - 1000))

  assert.equal(take(leases, 'a', later(start, totalMs)), false)
  assert.equal(take(leases, 'a', later(start, totalMs + 1000), 1), false)
})

test('a lease that is fulfilled tells when it began, and is gone', () => {
  const leases = new Leases(limitsFor('device'))
  take(leases, 'a', start)

  const begunAt = leases.fulfil(peer('a'), address, later(start, 10))

  assert.equal(begunAt, start)
  assert.equal(leases.coveredUntil(address, later(start, 10)), undefined)
})

test('the leases of a peer are bounded', () => {
  const leases = new Leases({ ...limitsFor('device'), leasesPerPeerMax: 2 })

  const taken = ['1', '2', '3'].map((name) => take(leases, 'a', start, 0, payload(name)))

  assert.deepEqual(taken, [true, true, false])
})

test('a peer that leaves gives up its live leases only', () => {
  const leases = new Leases(limitsFor('device'))
  take(leases, 'a', start, 0, payload('old'))
  take(leases, 'a', later(start, patienceMs))

  const released = leases.forget(peer('a'), later(start, patienceMs + 1))

  assert.deepEqual(released, [address])
})
