import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { cheapestMix, type MixPayload } from './cheapest-mix.ts'

const chunksPerRun = 4

test('each chunk comes with the cheapest payload that makes it', () => {
  const payloads = [full(0, 10), full(1, 10), { bytes: 4, chunks: [0] }, { bytes: 12, chunks: [1] }]

  assert.equal(cheapestMix([0, 1], payloads, chunksPerRun), 14)
})

test('a pack of several chunks is taken where it is cheaper than one payload for each', () => {
  const payloads = [full(4, 10), full(5, 10), { bytes: 15, chunks: [4, 5] }]

  assert.equal(cheapestMix([4, 5], payloads, chunksPerRun), 15)
})

test('a pack is not taken for the one chunk of it that is missing', () => {
  const payloads = [full(0, 10), full(1, 10), { bytes: 15, chunks: [0, 1] }]

  assert.equal(cheapestMix([1], payloads, chunksPerRun), 10)
})

test('runs add up', () => {
  assert.equal(cheapestMix([0, 4, 8], [full(0, 1), full(4, 2), full(8, 4)], chunksPerRun), 7)
})

test('a chunk that no payload makes costs infinitely much', () => {
  assert.equal(cheapestMix([3], [full(2, 1)], chunksPerRun), Number.POSITIVE_INFINITY)
})

test('no choice of payloads that makes every chunk costs less', () => {
  const pack = fc.record({
    bytes: fc.integer({ min: 1, max: 50 }),
    chunks: fc.uniqueArray(fc.nat({ max: 3 }), { minLength: 1 }),
  })
  fc.assert(
    fc.property(fc.array(pack, { maxLength: 6 }), fc.uniqueArray(fc.nat({ max: 3 })), (packs, needed) => {
      const payloads = [...packs, full(0, 20), full(1, 20), full(2, 20), full(3, 20)]

      assert.equal(cheapestMix(needed, payloads, chunksPerRun), leastOfAllChoices(needed, payloads))
    }),
  )
})

function full(chunk: number, bytes: number): MixPayload {
  return { bytes, chunks: [chunk] }
}

function leastOfAllChoices(needed: readonly number[], payloads: readonly MixPayload[]): number {
  let least = Number.POSITIVE_INFINITY
  for (let choice = 0; choice < 2 ** payloads.length; choice++) {
    const chosen = payloads.filter((_, index) => (choice & (1 << index)) !== 0)
    const made = new Set(chosen.flatMap(({ chunks }) => chunks))
    if (needed.every((chunk) => made.has(chunk)))
      least = Math.min(
        least,
        chosen.reduce((bytes, payload) => bytes + payload.bytes, 0),
      )
  }
  return least
}
