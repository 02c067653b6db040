import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { FormatError } from '#core/errors.ts'
import { applyDelta, makeDelta } from '#test/core/delta/make-delta.ts'
import { joined, noise, worn } from '#test/core/delta/sample-images.ts'
import { sampleProgram } from '#test/core/delta/sample-program.ts'

const kibibyte = 1024

/** Most parts are short, some pass the borders of chunks, and an image may have more than 1 MiB and so larger chunks. */
const bytes = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 300 }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 70 * kibibyte }) },
  { weight: 1, arbitrary: fc.integer({ min: 200 * kibibyte, max: 400 * kibibyte }) },
)

/** A part that is not taken from the base; two programs are mostly the same one, with another gap in it. */
const newPart = fc.record({
  kind: fc.constantFrom('noise' as const, 'zeros' as const, 'words' as const, 'same byte' as const, 'program' as const),
  seed: fc.integer({ min: 1, max: 1000 }),
  bytes,
})

/** A part of the base, from somewhere, as it is or changed. */
const oldPart = fc.record({
  kind: fc.constantFrom('moved' as const, 'edited' as const, 'shifted words' as const),
  from: fc.nat(400 * kibibyte),
  every: fc.integer({ min: 2, max: 5000 }),
  bytes,
})

type NewPart = typeof newPart extends fc.Arbitrary<infer Value> ? Value : never
type OldPart = typeof oldPart extends fc.Arbitrary<infer Value> ? Value : never

function made({ kind, seed, bytes }: NewPart): Uint8Array {
  switch (kind) {
    case 'noise':
      return noise(bytes, seed)
    case 'zeros':
      return new Uint8Array(bytes)
    case 'words':
      return new Uint8Array(Buffer.alloc(bytes, `module ${seed} needs module ${seed * 7}, `))
    case 'same byte':
      return new Uint8Array(bytes).fill(seed)
    case 'program':
      return sampleProgram({ seed: seed % 2, functionCount: Math.ceil(bytes / functionBytes), gapBytes: seed })
  }
}

/** About what a function of a sample program takes, so that one is about as long as it is asked for. */
const functionBytes = 130

function takenFrom(base: Uint8Array, { kind, from, every, bytes }: OldPart): Uint8Array {
  const part = base.subarray(from, from + bytes)
  switch (kind) {
    case 'moved':
      return part
    case 'edited':
      return worn(part, every)
    case 'shifted words':
      return withShiftedWords(part, every)
  }
}

/** A copy in which some words of 32 bits are larger by as much, as pointers to what moved are. */
function withShiftedWords(part: Uint8Array, every: number): Uint8Array {
  const copy = Buffer.from(part)
  for (let at = 0; at + 4 <= copy.byteLength; at += 4 * every) copy.writeInt32LE((copy.readInt32LE(at) + every) | 0, at)
  return new Uint8Array(copy)
}

function requireRoundTrip(base: Uint8Array, image: Uint8Array): void {
  const again = applyDelta(base, makeDelta(base, image), image.byteLength)

  assert.ok(Buffer.from(image).equals(again), `${base.byteLength} to ${image.byteLength} bytes`)
}

test('any two images that share parts, moved and edited, have a delta that makes the one from the other', () => {
  fc.assert(
    fc.property(
      fc.array(newPart, { maxLength: 5 }),
      fc.array(fc.oneof(newPart, oldPart), { minLength: 1, maxLength: 6 }),
      (baseParts, imageParts) => {
        const base = joined(...baseParts.map(made))
        const image = joined(...imageParts.map((part) => ('from' in part ? takenFrom(base, part) : made(part))))
        fc.pre(base.byteLength > 0 && image.byteLength > 0)

        requireRoundTrip(base, image)
      },
    ),
    { numRuns: 60 },
  )
})

const shortBytes = fc.uint8Array({ minLength: 1, maxLength: 60 })

test('any two short byte strings have a delta that makes the one from the other', () => {
  fc.assert(fc.property(shortBytes, shortBytes, requireRoundTrip), { numRuns: 200 })
})

test('an image of nothing is refused, as there is no release of it', () => {
  const [some, nothing] = [noise(100), new Uint8Array()]

  assert.throws(() => makeDelta(some, nothing), FormatError)
  assert.throws(() => makeDelta(nothing, some), FormatError)
})
