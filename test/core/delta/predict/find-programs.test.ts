import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assert as holds, property, uint8Array } from 'fast-check'
import { findPrograms } from '#core/delta/predict/find-programs.ts'
import { findElfFiles } from '#core/delta/predict/read-elf.ts'
import { coversWithin } from '#core/delta/predict/reference-map.ts'
import { coversOf } from '#core/format/covers.ts'
import { elfFile } from '#test/core/delta/predict/elf-file.ts'
import { joined, noise } from '#test/core/delta/sample-images.ts'

const block = 4096
const code = noise(3 * block)
const old = elfFile({ code, address: 0x400000n })
const made = elfFile({ code: joined(code.subarray(0, 100), noise(8, 3), code.subarray(100)), address: 0x400000n })

/** What leads from the code of one file to that of the other, the files being at these places. */
function coversBetween(base: number, image: number) {
  return coversOf([
    { offset: image, bytes: 220, source: base },
    { offset: image + 228, bytes: 3 * block - 100, source: base + 220 },
  ])
}

test('a file in a file system is found with where it runs', () => {
  const image = joined(noise(2 * block), old, new Uint8Array(block))

  const [file] = findElfFiles(image)

  assert.deepEqual(file, {
    offset: 2 * block,
    bytes: 120 + 3 * block,
    loads: [{ offset: 120, bytes: 3 * block, zeroBytes: 512, address: 0x400078n }],
  })
})

test('files of 32 bits are found too', () => {
  const [file] = findElfFiles(elfFile({ code, address: 0x8000n, is32: true }))

  assert.deepEqual(file?.loads, [{ offset: 120, bytes: 3 * block, zeroBytes: 512, address: 0x8078n }])
})

test('a file that passes the end of its image is none', () => {
  assert.deepEqual(findElfFiles(old.subarray(0, -1)), [])
})

test('whatever bytes an image has, looking for files in it ends', async () => {
  await holds(
    property(uint8Array({ minLength: 20, maxLength: 300 }), (bytes) => {
      const image = joined(old.subarray(0, 20), bytes)

      for (const file of findElfFiles(image)) assert.ok(file.offset + file.bytes <= image.byteLength)
    }),
  )
})

test('a file in which something moved is a program, with what it was in the base', () => {
  const base = joined(new Uint8Array(block), old)
  const image = joined(noise(3 * block), made)

  const programs = findPrograms({ base, image, covers: coversBetween(block, 3 * block) })

  assert.deepEqual(
    programs.map((program) => [program.base, program.image]),
    [
      [
        { offset: block, bytes: old.byteLength },
        { offset: 3 * block, bytes: made.byteLength },
      ],
    ],
  )
})

test('a file that only stands elsewhere is no program: nothing in it leads elsewhere', () => {
  const image = joined(noise(block), old)
  const covers = coversOf([{ offset: block, bytes: old.byteLength, source: 0 }])

  assert.deepEqual(findPrograms({ base: old, image, covers }), [])
})

test('only those parts of covers count in a program that lead from its old to its new place', () => {
  const covers = coversOf([
    { offset: 0, bytes: 100, source: 50 },
    { offset: 100, bytes: 100, source: 400 },
    { offset: 200, bytes: 100, source: 250 },
  ])

  const within = coversWithin(covers, { base: { offset: 100, bytes: 200 }, image: { offset: 20, bytes: 250 } })

  assert.deepEqual(
    within,
    coversOf([
      { offset: 50, bytes: 50, source: 100 },
      { offset: 200, bytes: 50, source: 250 },
    ]),
  )
})
