import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chunkGeometry } from '#core/chunk-geometry.ts'
import { deltaOnBase, makeFromBase, makeFromPayload } from '#core/delta/apply-delta.ts'
import { FormatError } from '#core/errors.ts'
import { makeDelta } from '#test/core/delta/make-delta.ts'
import { joined, noise, worn } from '#test/core/delta/sample-images.ts'

const chunk = 64 * 1024
const base = noise(3 * chunk)
const image = joined(base.subarray(1000, 1000 + chunk), worn(base.subarray(chunk, 2 * chunk), 300))
const geometry = chunkGeometry(image.byteLength)
const { delta, payloads } = makeDelta(base, image)

test('a payload with other bytes than the delta names is refused', () => {
  assert.throws(
    () => makeFromPayload(deltaOnBase({ base, delta, geometry }), 0, Uint8Array.of(0)),
    refusal('payload', /is not the one/),
  )
})

test('a base with other bytes does not make the chunks that the delta names', () => {
  const other = worn(base, 50)
  const [first] = delta.payloads
  const payload = first && payloads.get(first.digest)
  assert.ok(payload)

  assert.throws(
    () => [...makeFromBase(deltaOnBase({ base: other, delta, geometry }))],
    refusal('delta', /makes other bytes of chunk 0/),
  )
  assert.throws(() => makeFromPayload(deltaOnBase({ base: other, delta, geometry }), 0, payload), FormatError)
})

test('a delta that reaches past the end of the base is refused', () => {
  const short = base.subarray(0, chunk)
  const [first] = delta.payloads
  const payload = first && payloads.get(first.digest)
  assert.ok(payload)

  assert.throws(
    () => [...makeFromBase(deltaOnBase({ base: short, delta, geometry }))],
    refusal('delta', /needs 65536 bytes at 1000/),
  )
  assert.throws(
    () => makeFromPayload(deltaOnBase({ base: short, delta, geometry }), 0, payload),
    refusal('delta', /of a base of 65536/),
  )
})

function refusal(subject: string, message: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof FormatError && error.subject === subject && message.test(error.message)
}
