import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { array, constantFrom, assert as holds, integer, property, record } from 'fast-check'
import { unzipSync } from 'fflate'
import { chunkGeometry } from '#core/chunk-geometry.ts'
import { greatEffort } from '#core/codec/compress.ts'
import { countOps, payloadBytesOf } from '#core/delta/assemble-delta.ts'
import { packBytesMax } from '#core/delta/pack-chunks.ts'
import { encodeDelta } from '#core/format/delta.ts'
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

test('chunks from everywhere in a large base travel in one pack', () => {
  const base = noise(8 * 1024 * kibibyte)
  const scattered = Array.from({ length: 16 }, (_, place) => {
    const offset = (place * 7919 * kibibyte) % (base.byteLength - 70 * kibibyte)
    return worn(base.subarray(offset, offset + 60 * kibibyte), 300)
  })
  const image = joined(...scattered)

  const made = makeDelta(base, image)

  assert.equal(made.delta.payloads.length, 1)
  assert.ok(payloadBytesOf(made.delta) < image.byteLength / 50, `${payloadBytesOf(made.delta)} payload bytes`)
  assert.ok(Buffer.from(image).equals(applyDelta(base, made, image.byteLength)))
})

test('a pack that is too large for one is divided', () => {
  const base = noise(3 * 1024 * kibibyte)
  const image = joined(
    ...Array.from({ length: 8 }, (_, place) =>
      joined(base.subarray(place, 256 * kibibyte), noise(256 * kibibyte, place + 1)),
    ),
  )

  const made = makeDelta(base, image)

  assert.ok(made.delta.payloads.every(({ bytes }) => bytes <= packBytesMax))
  assert.ok(Buffer.from(image).equals(applyDelta(base, made, image.byteLength)))
})

test('the order in which runs are encoded does not change a byte', () => {
  const base = noise(3 * kibibyte * kibibyte)
  const image = worn(base, 1500)

  const forwards = makeDelta(base, image)
  const backwards = makeDelta(base, image, { runOrder: -1 })

  assert.deepEqual(encodeDelta(forwards.delta), encodeDelta(backwards.delta))
})

const updates = [
  ['Prime Hub', 'primehub', 10_500],
  ['EV3', 'ev3', 13_500],
] as const

for (const [name, file, bytesMax] of updates) {
  test(`a minor release of the ${name} firmware travels in at most ${bytesMax} bytes`, (context) => {
    const base = firmware('pybricks-firmware-old', file)
    const image = firmware('pybricks-firmware-new', file)

    const made = makeDelta(base, image, { effort: greatEffort })

    const travelling = travellingBytes(made)
    context.diagnostic(`${travelling} bytes in ${made.delta.payloads.length} payloads`)
    assert.ok(travelling <= bytesMax, `${travelling} bytes`)
    assert.ok(Buffer.from(image).equals(applyDelta(base, made, image.byteLength)))
  })
}

function travellingBytes({ delta }: MadeDelta): number {
  return payloadBytesOf(delta) + encodeDelta(delta).byteLength
}

function firmware(packageName: string, hub: string): Uint8Array {
  const archive = new URL(import.meta.resolve(`${packageName}/build/${hub}.zip`))
  const image = unzipSync(readFileSync(archive))['firmware-base.bin']
  assert.ok(image)
  return image
}
