import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brotliCompressSync, zstdCompressSync } from 'node:zlib'
import { chunkBytesMax, chunkGeometry, imageBytesMax } from '#core/chunk-geometry.ts'
import { codecs, sectionBytesMax } from '#core/codec/codec.ts'
import { compress } from '#core/codec/compress.ts'
import { decodePayload } from '#core/codec/decode-payload.ts'
import type { Patch } from '#core/codec/patch.ts'
import { VarintWriter } from '#core/codec/varint.ts'
import { joinCovers } from '#core/delta/covers/cover-image.ts'
import { PatchCursor } from '#core/delta/patch-cursor.ts'
import { FormatError } from '#core/errors.ts'
import { chunkCoversMax, coversMax, coversOf, decodeCovers, encodeCovers } from '#core/format/covers.ts'
import { decodePrograms, loadsMax, programsMax } from '#core/format/programs.ts'
import { crowded, large } from './crowded.ts'

const quick = { zstdLevel: 1, brotliQuality: undefined }
const none = new Uint8Array()

/** Numbers as they stand in a section. */
function numbers(...list: readonly number[]): Uint8Array {
  const writer = new VarintWriter()
  for (const number of list) writer.add(number)
  return writer.bytes.slice()
}

/** A section that says how long it is, with content in a codec of its own choice. */
function section(bytes: number, content: Uint8Array): Uint8Array {
  const writer = new VarintWriter()
  writer.add(bytes)
  writer.add(content.byteLength)
  writer.addBytes(content)
  return writer.bytes.slice()
}

function honest(content: Uint8Array): Uint8Array {
  return section(content.byteLength, compress(content, quick))
}

function refusal(message: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof FormatError && message.test(error.message)
}

test('covers with numbers of any length are refused unless they stay within both images', () => {
  const far = Number.MAX_SAFE_INTEGER
  const columns = [
    [1, far, 1, 0],
    [1, 0, far, 0],
    [1, 0, 0, 0],
    [1, 0, 1, far],
    [1, 0, 1, far - 1],
    [1, 0, 1, 2 * imageBytesMax],
    [2, 0, far, 1, 1, 0, 0],
  ]

  for (const column of columns) {
    assert.throws(() => decodeCovers(honest(numbers(...column)), large), refusal(/has a cover/), String(column))
  }
})

test('lists that say that they are longer than they are do not take the memory for it', () => {
  const endless = [coversMax, coversMax + 1, 2 ** 31, Number.MAX_SAFE_INTEGER]

  for (const count of endless) {
    assert.throws(() => decodeCovers(honest(numbers(count, 1, 1)), large), refusal(/ends within|has \d+ covers/))
    assert.throws(() => decodePrograms(honest(numbers(count, 1, 1)), large), refusal(/has \d+ programs/))
  }
  assert.throws(() => decodePrograms(honest(numbers(programsMax, 0, 9, 0, 0)), large), refusal(/ends within/))
  assert.throws(() => decodePrograms(honest(numbers(1, 0, 9, 0, 0, loadsMax + 1)), large), refusal(/loads, at most/))
})

test('a program is at least one byte long in the new image, so that the next one stands behind it', () => {
  const backwards = numbers(2, 0, 900, 1000, 2 * 950 - 1, 0, 0, 900, 0, 0, 0)

  assert.throws(() => decodePrograms(honest(backwards), large), refusal(/a program of -50 bytes/))
})

test('bombs in the sections of a delta are refused', () => {
  const zeros = Buffer.alloc(64 * 1024 * 1024)
  const bombs = [
    Buffer.concat([Buffer.of(codecs.zstd), zstdCompressSync(zeros)]),
    Buffer.concat([Buffer.of(codecs.brotli), brotliCompressSync(zeros)]),
  ]

  for (const bomb of bombs) {
    for (const decode of [decodeCovers, decodePrograms]) {
      assert.throws(() => decode(section(1000, bomb), large), refusal(/does not decompress to 1000/))
      assert.throws(() => decode(section(zeros.byteLength, bomb), large), refusal(/too long/))
    }
    const patch = Buffer.concat([Buffer.of(codecs.patch), section(64, bomb)])
    assert.throws(() => decodePatch(patch), refusal(/does not decompress to 64/))
  }
})

test('windows of more than 16 MiB are refused', () => {
  // RFC 8878 §3.1.1: magic, a window of 32 MiB, one last raw block of three bytes.
  const zstd = Uint8Array.of(codecs.zstd, 0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x78, 0x19, 0x00, 0x00, 1, 2, 3)
  // A large window of brotli, which RFC 7932 §9.1 does not have: its first bits are 0010001.
  const brotli = Uint8Array.of(codecs.brotli, 0x11, 0x1e, 0x00, 0x00)

  assert.throws(() => decodeCovers(section(3, zstd), large), refusal(/too much memory/))
  assert.throws(() => decodeCovers(section(3, brotli), large), refusal(/does not decompress/))
})

test('a patch that is longer than its chunks is refused before it is decompressed', () => {
  const lengths = [sectionBytesMax + 1, 2 * chunkBytesMax + 100, 2 ** 40, Number.MAX_SAFE_INTEGER]

  for (const bytes of lengths) {
    const patch = Buffer.concat([Buffer.of(codecs.patch), section(bytes, Uint8Array.of(codecs.stored))])
    assert.throws(() => decodePatch(patch), refusal(/too long/))
  }
})

test('a patch of turns without end is refused at the second that adds nothing', () => {
  const lengths = new Uint8Array(sectionBytesMax)
  const cursor = new PatchCursor({ rules: none, lengths, differences: none, fresh: none })

  assert.throws(() => cursor.addDifferences(new Uint8Array(chunkBytesMax)), refusal(/a stretch of no bytes/))
})

test('more covers in a chunk than it may have are refused, and a writer leaves the shortest out', () => {
  const crowd = crowded(chunkCoversMax).map((cover) => ({ ...cover, bytes: 30 }))
  const between = { offset: 31, bytes: 5, source: 1000 }
  const list = [...crowd, between].sort((a, b) => a.offset - b.offset)

  assert.throws(() => decodeCovers(encodeCovers(coversOf(list)), large), refusal(/covers in one chunk/))
  assert.deepEqual(joinCovers([list]), coversOf(crowd))
})

function decodePatch(payload: Uint8Array): Patch {
  const { chunkCount, imageBytes } = chunkGeometry(chunkBytesMax)
  const decoded = decodePayload({ payload, isPatch: true, chunkCount, outputBytes: imageBytes })
  assert.ok(decoded.type === 'patch')
  return decoded.patch
}
