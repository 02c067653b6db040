import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FormatError } from '#core/errors.ts'
import { bsdiff40ImageBytesMax, bsdiff40PatchBytesMax, readBsdiff40Header } from '#core/format/bsdiff40.ts'

/** A patch with these lengths in its header, and `streams` bytes behind it. */
function patchWith({ control = 10n, difference = 20n, image = 1000n, streams = 60, magic = 'BSDIFF40' }): Uint8Array {
  const patch = Buffer.alloc(32 + streams)
  patch.write(magic, 'latin1')
  patch.writeBigUInt64LE(control, 8)
  patch.writeBigUInt64LE(difference, 16)
  patch.writeBigUInt64LE(image, 24)
  return patch
}

const sign = 1n << 63n

test('a header says how long its streams and the new image are', () => {
  assert.deepEqual(readBsdiff40Header(patchWith({})), { controlBytes: 10, differenceBytes: 20, imageBytes: 1000 })
})

test('streams may fill the file to its last byte', () => {
  const header = readBsdiff40Header(patchWith({ control: 40n, difference: 20n, streams: 60 }))

  assert.equal(header.controlBytes + header.differenceBytes, 60)
})

const malformed: Readonly<Record<string, Uint8Array>> = {
  'of nothing': new Uint8Array(),
  'without a whole header': patchWith({}).subarray(0, 31),
  'of another format': patchWith({ magic: 'BSDIFF41' }),
  'with a negative control stream': patchWith({ control: sign | 1n }),
  'with a control stream longer than the file': patchWith({ control: 61n }),
  'with a negative difference stream': patchWith({ difference: sign | 1n }),
  'with streams longer than the file together': patchWith({ control: 50n, difference: 11n }),
  'with streams whose lengths overflow': patchWith({ control: sign - 1n, difference: sign - 1n }),
  'for a negative image': patchWith({ image: sign | 1000n }),
  'for an image of nothing': patchWith({ image: 0n }),
  'for an image over 16 MiB': patchWith({ image: BigInt(bsdiff40ImageBytesMax) + 1n }),
  'of too many bytes': new Uint8Array(bsdiff40PatchBytesMax + 1),
}
for (const [name, patch] of Object.entries(malformed)) {
  test(`a patch ${name} is refused`, () => {
    assert.throws(() => readBsdiff40Header(patch), FormatError)
  })
}
