import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { makeExt, makeSquashfs, missing, sampleTree, writeTree } from '#test/tracker/release/analyze/made-images.ts'
import { findFileSystem } from '#tracker/release/analyze/file-system/find-file-system.ts'

/** How long looking into a damaged image of 4 MB may take, in ms. */
const lookedIntoMs = 5000

test('a damaged ext4 is read or left out, soon', { skip: missing('mke2fs') }, async (context) => {
  const directory = await writeTree(join(await temporaryDirectory(context), 'tree'), sampleTree())
  const image = await makeExt(directory)

  assertBounded(image, { offset: 1024, bytes: 20_000 })
})

test('a damaged ext2 is read or left out, soon', { skip: missing('mke2fs') }, async (context) => {
  const directory = await writeTree(join(await temporaryDirectory(context), 'tree'), sampleTree())
  const image = await makeExt(directory, ['-t', 'ext2', '-b', '1024'])

  assertBounded(image, { offset: 1024, bytes: 100_000 })
})

test('a damaged squashfs is read or left out, soon', { skip: missing('mksquashfs') }, async (context) => {
  const directory = await writeTree(join(await temporaryDirectory(context), 'tree'), sampleTree())
  const image = await makeSquashfs(directory)

  assertBounded(image, { offset: 0, bytes: 96 })
  assertBounded(image, { offset: image.byteLength - 12_000, bytes: 12_000 })
})

test('damaged tables of a plain squashfs are read or left out, soon', {
  skip: missing('mksquashfs'),
}, async (context) => {
  const directory = await writeTree(join(await temporaryDirectory(context), 'tree'), sampleTree())
  const image = await makeSquashfs(directory, ['-noI', '-noD', '-noF', '-noX'])

  assertBounded(image, { offset: image.byteLength - 40_000, bytes: 40_000 })
})

test('any bytes behind a magic are read or left out', () => {
  const magics = fc.constantFrom({ at: 0, bytes: [0x68, 0x73, 0x71, 0x73] }, { at: 1080, bytes: [0x53, 0xef] })
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 2048, maxLength: 8192 }), magics, (image, { at, bytes }) => {
      image.set(bytes, at)

      assert.equal(findFileSystem(image).type, 'unread')
    }),
  )
})

/** Damages up to eight bytes of a range, many times. */
function assertBounded(image: Uint8Array, range: { readonly offset: number; readonly bytes: number }): void {
  const place = fc.integer({ min: range.offset, max: Math.min(image.byteLength, range.offset + range.bytes) - 1 })
  const value = fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.integer({ min: 0, max: 255 }))
  fc.assert(
    fc.property(fc.array(fc.tuple(place, value), { minLength: 1, maxLength: 8 }), (damage) => {
      const damaged = Buffer.from(image)
      for (const [at, byte] of damage) damaged[at] = byte
      const begin = performance.now()

      findFileSystem(damaged)

      assert.ok(performance.now() - begin < lookedIntoMs)
    }),
    { numRuns: 100 },
  )
}
