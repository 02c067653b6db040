import assert from 'node:assert/strict'
import { test } from 'node:test'
import { finishSeconds, wanEndsAt, wanSeconds } from '#sim/rollout/install-time.ts'

test('what a WAN carries stands still during its outages', () => {
  const outages = [
    { from: 0, to: 5 },
    { from: 12, to: 20 },
    { from: 100, to: 200 },
  ]

  assert.equal(wanEndsAt(0, 2, outages), 7)
  assert.equal(wanEndsAt(10, 4, outages), 22)
  assert.equal(wanEndsAt(30, 70, outages), 100)
  assert.equal(wanEndsAt(150, 1, outages), 201)
})

test('bytes over a WAN of 8 Mbit take a second each 10^6', () => {
  assert.equal(wanSeconds(3_000_000, 8), 3)
})

test('an install copies, writes as fast as the slower of decoder and flash, and reads back', () => {
  const rates = { lanMbit: 8, decodeMiBps: 4, flashMiBps: 2 }

  assert.equal(finishSeconds(rates, { payloadBytes: 1_000_000, imageBytes: 4 * 2 ** 20 }), 1 + 2 + 2)
})
