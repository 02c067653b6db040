import assert from 'node:assert/strict'
import { test } from 'node:test'
import { payloadsOf, wanBound } from '#core/link/wan-bound.ts'
import { chunk, payload } from '#test/core/exchange/rig.ts'

test('a payload that makes several chunks counts once, and finished chunks not at all', () => {
  const pack = { address: payload('pack'), bytes: 1000 }
  const wants = ['one', 'two'].map((name) => ({ ways: [pack, { address: chunk(name), bytes: 65_536 }] }))

  assert.deepEqual([...payloadsOf(wants)], [[pack.address, 1000]])
})

test('of several payloads for a chunk the cheapest counts', () => {
  const ways = [
    { address: payload('full'), bytes: 5000 },
    { address: payload('patch'), bytes: 1000 },
  ]

  assert.deepEqual([...payloadsOf([{ ways }]).values()], [1000])
})

test('the bound is payloads, documents, and what may travel again', () => {
  const mebibyte = 1024 * 1024
  const bound = wanBound(new Map([[payload('large'), 64 * mebibyte]]), 1000)

  assert.deepEqual(bound, {
    documentBytes: 1000,
    payloadBytes: 64 * mebibyte,
    againBytes: 16 * mebibyte,
    bytesMax: 80 * mebibyte + 1000,
  })
})

test('an install that needs no payload has nothing that could travel again', () => {
  assert.equal(wanBound(new Map(), 1000).bytesMax, 1000)
})
