import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { payloadBytesOf } from '#core/delta/assemble-delta.ts'
import { joined, noise, worn } from '#test/core/delta/sample-images.ts'
import { CostMap } from '#tracker/release/analyze/costs/cost-map.ts'
import { type EncodedPair, encodePair } from '#tracker/release/analyze/costs/encode-pair.ts'

test('what ranges cost adds up to what was added, wherever they are cut', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9000 }), fc.array(fc.nat(9000)), fc.nat(9000), (imageBytes, starts, cut) => {
      const costs = new CostMap(imageBytes)
      const inside = starts.filter((offset) => offset < imageBytes)
      for (const offset of inside) costs.add({ offset, bytes: imageBytes - offset }, 10)
      const border = Math.min(cut, imageBytes)

      const sum = costs.of({ offset: 0, bytes: border }) + costs.of({ offset: border, bytes: imageBytes - border })

      assert.ok(Math.abs(sum - 10 * inside.length) < 1e-6)
    }),
  )
})

test('every byte of the payloads is shared out', async () => {
  const image = noise(900_000)

  const pair = await encode(image, joined(worn(image, 800), noise(200_000, 9)))

  const { fresh, aligned, unaligned } = pair.spending
  const payloadBytes = payloadBytesOf(pair.delta)
  assert.ok(Math.abs(pair.costs.of({ offset: 0, bytes: 1_100_000 }) - payloadBytes) < 1)
  assert.ok(Math.abs(fresh + aligned + unaligned - payloadBytes) < 1)
})

test('a change costs where it is', async () => {
  const image = noise(900_000)
  const changed = image.slice()
  changed.set(noise(5000, 3), 500_000)

  const { costs, spending } = await encode(image, changed)

  const [whole, place] = [costs.of({ offset: 0, bytes: 900_000 }), costs.of({ offset: 499_000, bytes: 7000 })]
  assert.ok(whole > 5000)
  assert.ok(place / whole > 0.99)
  assert.ok(spending.unaligned < whole / 100)
})

test('what changed and moved by a part of a page is told apart', async () => {
  const image = noise(300_000)

  const { spending } = await encode(image, joined(noise(100, 5), worn(image, 400)))

  assert.ok(spending.unaligned > 5 * (spending.fresh + spending.aligned))
})

function encode(base: Uint8Array, image: Uint8Array): Promise<EncodedPair> {
  return encodePair({ base: shared(base), image: shared(image) }, () => undefined)
}

function shared(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.byteLength))
  copy.set(bytes)
  return copy
}
