import assert from 'node:assert/strict'
import { test } from 'node:test'
import { zstdCompressSync } from 'node:zlib'
import { assert as holds, property, uint8Array } from 'fast-check'
import { outputBytesMax } from '#core/codec/codec.ts'
import { decodePayload } from '#core/codec/decode-payload.ts'
import { encodePatch, encodeStored, encodeZstd } from '#core/codec/encode-payload.ts'
import { FormatError } from '#core/errors.ts'
import { sourceBytesMax } from '#core/format/delta.ts'

const none = new Uint8Array()
const level = 3
const anyChunk = uint8Array({ minLength: 1, maxLength: 3000 })

test('any chunk survives every codec', async () => {
  await holds(
    property(anyChunk, anyChunk, (chunk, sources) => {
      const outputBytes = chunk.byteLength

      assert.deepEqual(decodePayload({ payload: encodeStored(chunk), sources: none, outputBytes }), chunk)
      assert.ok(
        Buffer.from(chunk).equals(decodePayload({ payload: encodeZstd(chunk, level), sources: none, outputBytes })),
      )
      assert.ok(
        Buffer.from(chunk).equals(decodePayload({ payload: encodePatch(chunk, sources, level), sources, outputBytes })),
      )
    }),
    { numRuns: 60 },
  )
})

test('arbitrary bytes decode to exactly the expected length or are refused with a FormatError', async () => {
  await holds(
    property(uint8Array({ maxLength: 300 }), anyChunk, (payload, sources) => {
      try {
        assert.equal(decodePayload({ payload, sources, outputBytes: 100 }).byteLength, 100)
      } catch (error) {
        assert.ok(error instanceof FormatError)
      }
    }),
    { numRuns: 300 },
  )
})

test('the largest chunk with the largest sources survives the patch codec', () => {
  const sources = noise(sourceBytesMax)
  const chunk = sources.slice(300_000, 300_000 + outputBytesMax)

  const payload = encodePatch(chunk, sources, 19)

  assert.ok(payload.byteLength < 200, `the payload is ${payload.byteLength} bytes long`)
  assert.ok(Buffer.from(chunk).equals(decodePayload({ payload, sources, outputBytes: chunk.byteLength })))
})

test('a chunk that zstd cannot shrink travels stored, one byte longer', () => {
  const chunk = noise(64 * 1024)

  const payload = encodeZstd(chunk, level)

  assert.equal(payload.byteLength, chunk.byteLength + 1)
})

test('an unknown codec asks for an update of mycel', () => {
  const payload = Uint8Array.of(7, 1, 2, 3)

  assert.throws(
    () => decodePayload({ payload, sources: none, outputBytes: 3 }),
    refusal(/unknown codec 7: update mycel/),
  )
})

test('an empty payload is refused', () => {
  assert.throws(() => decodePayload({ payload: none, sources: none, outputBytes: 3 }), refusal(/is empty/))
})

test('a payload that makes fewer bytes than expected is refused', () => {
  for (const payload of [encodeStored(new Uint8Array(99)), encodeZstd(new Uint8Array(99), level)]) {
    assert.throws(() => decodePayload({ payload, sources: none, outputBytes: 100 }), refusal(/99 bytes instead of 100/))
  }
})

test('a decompression bomb is refused', () => {
  const bomb = Buffer.concat([Buffer.of(1), zstdCompressSync(Buffer.alloc(64 * 1024 * 1024))])

  assert.throws(
    () => decodePayload({ payload: bomb, sources: none, outputBytes: 1000 }),
    refusal(/does not decompress/),
  )
})

test('a frame that asks for a larger window than its output needs is refused', () => {
  // RFC 8878 §3.1.1: magic, a window of 128 MiB, one last raw block of three bytes.
  const greedy = Uint8Array.of(1, 0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x88, 0x19, 0x00, 0x00, 1, 2, 3)

  assert.throws(() => decodePayload({ payload: greedy, sources: none, outputBytes: 3 }), refusal(/too much memory/))
})

test('a truncated or damaged frame is refused', () => {
  const payload = encodeZstd(Buffer.from('mycel '.repeat(500)), level)
  const damaged = payload.slice()
  damaged[3] = (damaged[3] ?? 0) ^ 0xff

  for (const bad of [payload.subarray(0, -2), damaged]) {
    assert.throws(
      () => decodePayload({ payload: bad, sources: none, outputBytes: 3000 }),
      refusal(/does not decompress/),
    )
  }
})

test('sources that do not fit the codec are refused', () => {
  const chunk = noise(500)
  const patch = encodePatch(chunk, chunk, level)

  assert.throws(
    () => decodePayload({ payload: patch, sources: none, outputBytes: 500 }),
    refusal(/names no base bytes/),
  )
  for (const payload of [encodeStored(chunk), encodeZstd(new Uint8Array(500), level)]) {
    assert.throws(() => decodePayload({ payload, sources: chunk, outputBytes: 500 }), refusal(/names base bytes/))
  }
})

test('sources that zstd would take for a trained dictionary are refused', () => {
  const chunk = noise(500)
  const patch = encodePatch(chunk, chunk, level)
  const trained = Buffer.concat([Buffer.of(0x37, 0xa4, 0x30, 0xec), chunk])

  assert.throws(
    () => decodePayload({ payload: patch, sources: trained, outputBytes: 500 }),
    refusal(/trained zstd dictionary/),
  )
})

function refusal(message: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof FormatError && error.subject === 'payload' && message.test(error.message)
}

/** Bytes that do not compress, the same on every run (xorshift32, Marsaglia 2003). */
function noise(bytes: number): Uint8Array {
  let state = 0x2545f491
  return Uint8Array.from({ length: bytes }, () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state
  })
}
