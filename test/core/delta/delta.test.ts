import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { array, constantFrom, assert as holds, integer, property, record } from 'fast-check'
import { unzipSync } from 'fflate'
import { chunkGeometry } from '#core/chunk-geometry.ts'
import { countOps, payloadBytesOf } from '#core/delta/assemble-delta.ts'
import { encodeDelta, sourceBytesMax } from '#core/format/delta.ts'
import { applyDelta, type MadeDelta, makeDelta } from '#test/core/delta/make-delta.ts'
import { joined, noise, worn } from '#test/core/delta/sample-images.ts'

const kibibyte = 1024
const chunk = 64 * kibibyte

test('any edit of an image is made again from its base', async () => {
  const pool = noise(300 * kibibyte)
  const part = record({
    from: integer({ min: 0, max: 250 * kibibyte }),
    bytes: integer({ min: 1, max: 70 * kibibyte }),
    kind: constantFrom('kept', 'worn', 'zero', 'new'),
  })

  await holds(
    property(
      array(part, { minLength: 1, maxLength: 8 }),
      integer({ min: 1, max: 300 * kibibyte }),
      (parts, baseBytes) => {
        const base = pool.subarray(0, baseBytes)
        const image = joined(
          ...parts.map(({ from, bytes, kind }, place) => {
            if (kind === 'zero') return new Uint8Array(bytes)
            if (kind === 'new') return noise(bytes, place + 1)
            const kept = pool.subarray(from, from + bytes)
            return kind === 'worn' ? worn(kept, 97) : kept
          }),
        )

        const made = makeDelta(base, image)

        assert.ok(Buffer.from(image).equals(applyDelta(base, made, image.byteLength)))
      },
    ),
    { numRuns: 25 },
  )
})

test('each chunk is made in the cheapest way', () => {
  const base = noise(6 * chunk)
  const image = joined(
    base.subarray(0, chunk),
    new Uint8Array(chunk),
    base.subarray(3 * chunk + 77, 4 * chunk + 77),
    worn(base.subarray(4 * chunk, 5 * chunk), 200),
    noise(chunk, 99),
  )

  const made = makeDelta(base, image)

  assert.deepEqual(countOps(made.delta, chunkGeometry(image.byteLength)), {
    same: 1,
    zero: 1,
    copy: 1,
    patch: 1,
    full: 1,
  })
  assert.deepEqual(
    made.delta.ops.map((op) => [op.type, op.chunk]),
    [
      ['zero', 1],
      ['copy', 2],
      ['payload', 3],
      ['payload', 4],
    ],
  )
})

test('equal images need no payload and no op', () => {
  const image = noise(2 * chunk + 1)

  const { delta } = makeDelta(image, image)

  assert.deepEqual([delta.ops.length, delta.payloads.length], [0, 0])
})

test('a chunk at the place of a shorter base chunk is listed, as the digest of the base does not fit it', () => {
  const image = noise(chunk + 1000)
  const base = image.subarray(0, chunk + 10)

  const made = makeDelta(base, image)

  assert.deepEqual(
    made.delta.ops.map((op) => op.chunk),
    [1],
  )
  assert.ok(Buffer.from(image).equals(applyDelta(base, made, image.byteLength)))
})

test('a base with another chunk size lends its bytes as copies', () => {
  const image = noise(15 * chunk)
  const base = joined(image, noise(2 * chunk, 5))

  const made = makeDelta(base, image)

  assert.equal(countOps(made.delta, chunkGeometry(image.byteLength)).copy, 15)
  assert.equal(payloadBytesOf(made.delta), 0)
})

test('a base that begins like a trained zstd dictionary still gives patches', () => {
  const base = joined(Uint8Array.of(0x37, 0xa4, 0x30, 0xec), noise(2 * chunk - 4))
  const image = worn(base, 500)

  const made = makeDelta(base, image)

  assert.equal(countOps(made.delta, chunkGeometry(image.byteLength)).patch, 2)
  assert.ok(Buffer.from(image).equals(applyDelta(base, made, image.byteLength)))
})

test('a large base gives each payload sources within their bound, from everywhere in it', () => {
  const base = noise(4 * sourceBytesMax)
  const scattered = Array.from({ length: 16 }, (_, place) => {
    const offset = (place * 7919 * kibibyte) % (base.byteLength - 70 * kibibyte)
    return worn(base.subarray(offset, offset + 66 * kibibyte), 300)
  })
  const image = joined(...scattered)

  const made = makeDelta(base, image)

  assert.ok(payloadBytesOf(made.delta) < image.byteLength / 10, `${payloadBytesOf(made.delta)} payload bytes`)
  assert.ok(Buffer.from(image).equals(applyDelta(base, made, image.byteLength)))
})

test('the order in which runs are encoded does not change a byte', () => {
  const base = noise(3 * kibibyte * kibibyte)
  const image = worn(base, 1500)

  const forwards = makeDelta(base, image)
  const backwards = makeDelta(base, image, { runOrder: -1 })

  assert.deepEqual(encodeDelta(forwards.delta), encodeDelta(backwards.delta))
})

test('a real firmware update of 297 KB travels in at most 32 KB, divided among four devices or more', (context) => {
  const base = firmware('pybricks-firmware-old')
  const image = firmware('pybricks-firmware-new')

  const made = makeDelta(base, image, { level: 19 })

  const travelling = travellingBytes(made)
  context.diagnostic(`${travelling} bytes in ${made.delta.payloads.length} payloads`)
  assert.ok(travelling <= 32_000 && made.delta.payloads.length >= 4)
  assert.ok(Buffer.from(image).equals(applyDelta(base, made, image.byteLength)))
})

function travellingBytes({ delta }: MadeDelta): number {
  return payloadBytesOf(delta) + encodeDelta(delta).byteLength
}

function firmware(packageName: string): Uint8Array {
  const archive = new URL(import.meta.resolve(`${packageName}/build/primehub.zip`))
  const image = unzipSync(readFileSync(archive))['firmware-base.bin']
  assert.ok(image)
  return image
}
