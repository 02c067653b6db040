import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Instant, instant, later } from '#core/engine.ts'
import { Pace } from '#core/exchange/crew/pace.ts'
import { firstPatienceMs, leaseRenewalMsMin, patienceMsMax, patienceMsMin } from '#core/exchange/limits.ts'
import { peer } from '#test/core/exchange/rig.ts'

const start = instant(0)

/** A site on which others took so long for each of three payloads. */
function paceOf(payloadMs: number): Pace {
  const pace = new Pace()
  for (let count = 0; count < 3; count++) pace.finished(peer('other'), start, later(start, payloadMs))
  return pace
}

function after(ms: number): Instant {
  return later(start, ms)
}

test('patience is three mean payload times, within bounds', () => {
  const patiences = [10, 1_500, 60_000].map((payloadMs) => paceOf(payloadMs).patienceMs)

  assert.deepEqual(patiences, [patienceMsMin, 4_500, patienceMsMax])
})

test('before the first payload patience is long', () => {
  assert.equal(new Pace().patienceMs, firstPatienceMs)
})

test('a lease is said again four times within the patience of the others, at most once a second', () => {
  const renewals = [10, 1_500, 60_000].map((payloadMs) => paceOf(payloadMs).leaseRenewalMs)

  assert.deepEqual(renewals, [leaseRenewalMsMin, 1_125, patienceMsMax / 4])
})

test('a slow device says its lease again as often as its faster neighbours need it', () => {
  const pace = paceOf(2_000)
  for (let count = 0; count < 9; count++) pace.took(start, after(60_000))

  assert.equal(pace.leaseRenewalMs, 1_500)
})

test('a payload that takes over three times as long as those of others is far behind', () => {
  const pace = paceOf(2_000)

  assert.equal(pace.isFarBehind(6_000), false)
  assert.equal(pace.isFarBehind(6_001), true)
})

test('two payloads of others are too few to compare with', () => {
  const pace = new Pace()
  pace.finished(peer('other'), start, after(10))
  pace.finished(peer('other'), start, after(10))

  assert.equal(pace.isFarBehind(60_000), false)
})

test('a neighbour that leaves is forgotten', () => {
  const pace = paceOf(10)

  pace.left(peer('other'))

  assert.deepEqual([pace.finishedBy(peer('other')), pace.movedAt(peer('other'))], [0, start])
})
