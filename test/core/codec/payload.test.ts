import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brotliCompressSync, zstdCompressSync } from 'node:zlib'
import { assert as holds, property, uint8Array } from 'fast-check'
import { codecs, outputBytesMax, sectionBytesMax } from '#core/codec/codec.ts'
import { compress, type Effort, greatEffort } from '#core/codec/compress.ts'
import { decodeFull, decodePayload } from '#core/codec/decode-payload.ts'
import { encodeStored, encodeZstd } from '#core/codec/encode-payload.ts'
import { encodeForms, encodePatch, type Patch } from '#core/codec/patch.ts'
import { VarintWriter } from '#core/codec/varint.ts'
import { FormatError } from '#core/errors.ts'
import { noise } from '#test/core/delta/sample-images.ts'

const level = 3
const quick: Effort = { zstdLevel: level, brotliQuality: 1 }
const anyBytes = uint8Array({ minLength: 1, maxLength: 3000 })

test('any chunk survives every codec', async () => {
  await holds(
    property(anyBytes, (chunk) => {
      for (const payload of [encodeStored(chunk), encodeZstd(chunk, level), compress(chunk, quick)]) {
        assert.ok(Buffer.from(chunk).equals(decodeFull(payload, chunk.byteLength)))
      }
    }),
    { numRuns: 60 },
  )
})

test('any sections survive as a patch', async () => {
  await holds(
    property(anyBytes, anyBytes, (lengths, fresh) => {
      const patch = { rules: Uint8Array.of(1, 2), lengths, differences: new Uint8Array(), fresh }

      const decoded = decodePatchOf(encodePatch(patch, quick), 2, 6000)

      assert.deepEqual(plain(decoded), plain(patch))
    }),
    { numRuns: 60 },
  )
})

test('forms of a patch that share sections are the payloads that each has alone', () => {
  const shared = { rules: Uint8Array.of(1), fresh: noise(500) }
  const sparse = { ...shared, lengths: Uint8Array.of(0, 3), differences: Uint8Array.of(1, 2, 3) }
  const plainForm = { ...shared, lengths: new Uint8Array(), differences: Uint8Array.of(1, 2, 3, 0, 0) }

  const payloads = encodeForms([sparse, plainForm], quick)

  assert.deepEqual(payloads, [encodePatch(sparse, quick), encodePatch(plainForm, quick)])
})

test('arbitrary bytes decode to exactly the expected length or are refused with a FormatError', async () => {
  await holds(
    property(uint8Array({ maxLength: 300 }), (payload) => {
      for (const isPatch of [false, true]) {
        try {
          const decoded = decodePayload({ payload, isPatch, chunkCount: 1, outputBytes: 100 })
          if (decoded.type === 'chunk') assert.equal(decoded.bytes.byteLength, 100)
        } catch (error) {
          assert.ok(error instanceof FormatError)
        }
      }
    }),
    { numRuns: 300 },
  )
})

test('a chunk that zstd cannot shrink travels stored, one byte longer', () => {
  const chunk = noise(64 * 1024)

  const payload = encodeZstd(chunk, level)

  assert.equal(payload.byteLength, chunk.byteLength + 1)
})

test('text travels in brotli, which shrinks it most', () => {
  const text = Buffer.from('the same words again and again. '.repeat(200))

  const payload = compress(text, greatEffort)

  assert.equal(payload[0], codecs.brotli)
})

test('an unknown codec asks for an update of mycel', () => {
  assert.throws(() => decodeFull(Uint8Array.of(7, 1, 2, 3), 3), refusal(/unknown codec 7: update mycel/))
})

test('an empty payload is refused', () => {
  assert.throws(() => decodeFull(new Uint8Array(), 3), refusal(/is empty/))
  assert.throws(() => decodePatchOf(new Uint8Array(), 1, 3), refusal(/too early/))
})

test('a payload that makes fewer bytes than expected is refused', () => {
  for (const payload of [encodeStored(new Uint8Array(99)), encodeZstd(new Uint8Array(99), level)]) {
    assert.throws(() => decodeFull(payload, 100), refusal(/99 bytes instead of 100/))
  }
})

test('a decompression bomb is refused', () => {
  const bytes = Buffer.alloc(64 * 1024 * 1024)
  const bombs = [Buffer.concat([Buffer.of(1), zstdCompressSync(bytes)]), brotli(bytes)]

  for (const bomb of bombs) assert.throws(() => decodeFull(bomb, 1000), refusal(/does not decompress/))
})

test('a frame that asks for a larger window than its output needs is refused', () => {
  // RFC 8878 §3.1.1: magic, a window of 128 MiB, one last raw block of three bytes.
  const greedy = Uint8Array.of(1, 0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x88, 0x19, 0x00, 0x00, 1, 2, 3)

  assert.throws(() => decodeFull(greedy, 3), refusal(/too much memory/))
})

test('a truncated or damaged frame is refused', () => {
  const payload = encodeZstd(Buffer.from('mycel '.repeat(500)), level)
  const damaged = payload.slice()
  damaged[3] = (damaged[3] ?? 0) ^ 0xff

  for (const bad of [payload.subarray(0, -2), damaged]) {
    assert.throws(() => decodeFull(bad, 3000), refusal(/does not decompress/))
  }
})

test('bytes behind compressed content are refused', () => {
  const chunk = Buffer.from('mycel '.repeat(500))

  for (const payload of [encodeZstd(chunk, level), brotli(chunk)]) {
    const longer = Buffer.concat([payload, Buffer.from('abc')])
    assert.throws(() => decodeFull(longer, chunk.byteLength), refusal(/3 bytes behind its compressed content/))
  }
})

test('a payload that is not of the kind that the delta says is refused', () => {
  const patch = encodePatch(emptyPatch(1), quick)

  assert.throws(() => decodeFull(patch, 10), refusal(/calls it a full payload/))
  assert.throws(() => decodePatchOf(encodeStored(Uint8Array.of(1)), 1, 10), refusal(/calls it a patch/))
})

test('sections that are longer than what they make allows are refused before they are decompressed', () => {
  const claimed = (bytes: number): Uint8Array => {
    const writer = new VarintWriter()
    writer.addBytes(Uint8Array.of(codecs.patch, 0))
    writer.add(bytes)
    return writer.bytes
  }

  assert.throws(() => decodePatchOf(claimed(300), 1, 100), refusal(/section of 300 bytes, which is too long/))
  assert.throws(() => decodePatchOf(claimed(sectionBytesMax + 1), 1, outputBytesMax), refusal(/too long/))
})

test('bytes behind the last section of a patch are refused', () => {
  const payload = Buffer.concat([encodePatch(emptyPatch(1), quick), Buffer.of(0)])

  assert.throws(() => decodePatchOf(payload, 1, 10), refusal(/behind its last section/))
})

function decodePatchOf(payload: Uint8Array, chunkCount: number, outputBytes: number): Patch {
  const decoded = decodePayload({ payload, isPatch: true, chunkCount, outputBytes })
  assert.ok(decoded.type === 'patch')
  return decoded.patch
}

function emptyPatch(chunkCount: number): Patch {
  const none = new Uint8Array()
  return { rules: new Uint8Array(chunkCount), lengths: none, differences: none, fresh: none }
}

/** The sections as lists, which are equal whatever kind of array holds them. */
function plain({ rules, lengths, differences, fresh }: Patch): readonly (readonly number[])[] {
  return [rules, lengths, differences, fresh].map((section) => [...section])
}

function brotli(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.of(codecs.brotli), brotliCompressSync(bytes)])
}

function refusal(message: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof FormatError && error.subject === 'payload' && message.test(error.message)
}
