import assert from 'node:assert/strict'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { requireBsdiff } from '#adapters/bsdiff/bsdiff-process.ts'
import { applyBsdiff40, applyLimits, makeBsdiff40, makeLimits } from '#adapters/bsdiff/bsdiff40.ts'
import type { Bsdiff40Result } from '#adapters/bsdiff/bsdiff40-result.ts'
import { sha256 } from '#core/digest.ts'
import { UserError } from '#core/errors.ts'
import { bsdiff40ImageBytesMax } from '#core/format/bsdiff40.ts'
import { whyNoBsdiff } from '#test/adapters/bsdiff/why-no-bsdiff.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { noise, worn } from '#test/core/delta/sample-images.ts'

const skip = await whyNoBsdiff()
const old = noise(60_000)
const image = worn(old, 700)
const named = { digest: sha256(image), bytes: image.byteLength }

/**
 * By 430 bytes of control stream bsdiff-node is told 20 million times to do nothing, for an image of 1000 bytes. Made by
 * Python's bz2.
 */
const idlePatch = Buffer.from(
  [
    'QlNESUZGNDByAQAAAAAAAA4AAAAAAAAA6AMAAAAAAABCWmg5MUFZJlNZDgni3wFfjkAAwAAACCAAMIBNRkKgJakKgJcxQVkmU1kOCeLf',
    'AV+OQADAAAAIIAAwgE1GQqAlqQqAlzFBWSZTWQ4J4t8BX45AAMAAAAggADCATUZCoCWpCoCXMUFZJlNZDgni3wFfjkAAwAAACCAAMIBN',
    'RkKgJakKgJcxQVkmU1kOCeLfAV+OQADAAAAIIAAwgE1GQqAlqQqAlzFBWSZTWQ4J4t8BX45AAMAAAAggADCATUZCoCWpCoCXMUFZJlNZ',
    'Dgni3wFfjkAAwAAACCAAMIBNRkKgJakKgJcxQVkmU1kOCeLfAV+OQADAAAAIIAAwgE1GQqAlqQqAlzFBWSZTWQ4J4t8BX45AAMAAAAgg',
    'ADCATUZCoCWpCoCXMUFZJlNZDgni3wFfjkAAwAAACCAAMIBNRkKgJakKgJcxQVkmU1kZXoYcAKDnQAHAAAAEAAggACClNBmMqKgTYqio',
    'E8XckU4UJDXom1ZAQlpoORdyRThQkAAAAABCWmg5F3JFOFCQAAAAAA==',
  ].join(''),
  'base64',
)

test('a patch makes the image that it was made for', { skip }, async () => {
  const patch = bytesOf(await makeBsdiff40(old, image))

  const made = await applyBsdiff40(old, patch, named)

  assert.deepEqual(Buffer.from(bytesOf(made)), Buffer.from(image))
  assert.ok(patch.byteLength < image.byteLength / 20)
})

test('an image is made of nothing, too', { skip }, async () => {
  const patch = bytesOf(await makeBsdiff40(new Uint8Array(), image))

  const made = await applyBsdiff40(new Uint8Array(), patch, named)

  assert.equal(made.type, 'done')
})

test('a patch on another old image makes a wrong image, which is refused', { skip }, async () => {
  const patch = bytesOf(await makeBsdiff40(old, image))

  const made = await applyBsdiff40(worn(old, 5000), patch, named)

  assert.equal(reasonOf(made), 'wrong-image')
})

test('a patch for an image of another length is refused by its header', { skip }, async () => {
  const patch = bytesOf(await makeBsdiff40(old, image))

  const made = await applyBsdiff40(old, patch, { ...named, bytes: image.byteLength - 1 })

  assert.equal(reasonOf(made), 'malformed')
})

test('images over 16 MiB are refused before anything is started', async () => {
  const long = new Uint8Array(bsdiff40ImageBytesMax + 1)

  assert.equal(reasonOf(await makeBsdiff40(old, long)), 'too-long')
  assert.equal(reasonOf(await makeBsdiff40(long, image)), 'too-long')
  assert.equal(reasonOf(await applyBsdiff40(long, new Uint8Array(), named)), 'too-long')
})

test('a patch that keeps bsdiff-node busy for seconds is ended', { skip }, async () => {
  const made = await applyBsdiff40(old, idlePatch, { ...named, bytes: 1000 }, { ...applyLimits, timeoutMs: 200 })

  assert.equal(reasonOf(made), 'too-slow')
})

test('making a patch ends at its limit of time', { skip }, async () => {
  const made = await makeBsdiff40(old, image, { ...makeLimits, timeoutMs: 1 })

  assert.equal(reasonOf(made), 'too-slow')
})

test('a process that dies is a refusal', { skip }, async () => {
  const tooLittleForNode = 1024 * 1024

  const made = await makeBsdiff40(old, image, { ...makeLimits, memoryBytes: tooLittleForNode })

  assert.equal(reasonOf(made), 'crashed')
})

test('bsdiff-node gets no more memory than its limit', { skip }, async () => {
  const long = noise(4_000_000)

  const made = await makeBsdiff40(long, image, { ...makeLimits, memoryBytes: 64 * 1024 * 1024 })

  assert.ok(made.type === 'refused')
  assert.match(made.problem, /Cannot allocate memory/)
})

test('no more is written than the bounds allow', { skip }, async () => {
  const patch = bytesOf(await makeBsdiff40(old, image))

  const made = await applyBsdiff40(old, patch, named, { ...applyLimits, outputBytesMax: 10_000 })

  assert.equal(reasonOf(made), 'failed')
})

test('a temporary directory with a path of a thousand characters is no problem', { skip }, async (t) => {
  const directory = join(await temporaryDirectory(t), ...Array<string>(6).fill('d'.repeat(200)))
  await mkdir(directory, { recursive: true })
  useTemporaryDirectory(t, directory)

  const made = await makeBsdiff40(old, image)

  assert.equal(made.type, 'done')
})

test('nothing is left in the temporary directory', { skip }, async (t) => {
  const directory = await temporaryDirectory(t)
  useTemporaryDirectory(t, directory)

  await makeBsdiff40(old, image)
  await applyBsdiff40(old, idlePatch, { ...named, bytes: 1000 }, { ...applyLimits, timeoutMs: 1 })

  assert.deepEqual(await readdir(directory), [])
})

test('a machine without bsdiff-node is told how to get it', async () => {
  await assert.rejects(requireBsdiff('/nowhere/bsdiff-node'), (error: unknown) => {
    assert.ok(error instanceof UserError)
    assert.match(error.message, /cannot be loaded \(Cannot find module .*\): run npm install where python3, make/)
    return true
  })
})

function bytesOf(result: Bsdiff40Result): Uint8Array {
  assert.ok(result.type === 'done', result.type === 'refused' ? result.problem : '')
  return result.bytes
}

function reasonOf(result: Bsdiff40Result): string {
  return result.type === 'refused' ? result.reason : result.type
}

/** What `tmpdir()` gives until the test ends. */
function useTemporaryDirectory(t: TestContext, directory: string): void {
  const before = process.env['TMPDIR']
  process.env['TMPDIR'] = directory
  t.after(() => {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
  })
}
