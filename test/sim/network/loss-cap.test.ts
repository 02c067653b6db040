import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lossCap } from '#sim/network/loss-cap.ts'

test('a flow that loses one packet in a hundred over 100 ms reaches 177 kB a second', () => {
  assert.equal(Math.round(lossCap(0.01, 100)), 176_656)
})

test('a flow that loses nothing is held back by nothing', () => {
  assert.equal(lossCap(0, 100), Number.POSITIVE_INFINITY)
})
