import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Digest, sha256 } from '#core/digest.ts'
import { coversOf } from '#core/format/covers.ts'
import type { ChunkOp, Delta } from '#core/format/delta.ts'
import { cheaperElsewhere, type SiteBase } from '#core/plan/cheapest-base.ts'

const chunkCount = 32

function digestOf(name: string): Digest {
  return sha256(Buffer.from(name))
}

/** A group whose delta has these payloads: the first chunk and length of the run that each makes, and its bytes. */
function base(
  name: string,
  payloads: readonly { readonly first: number; readonly count: number; readonly bytes: number }[],
): SiteBase {
  const ops = payloads.flatMap(({ first, count }, payload) =>
    Array.from(
      { length: count },
      (_, at): ChunkOp => ({ type: 'payload', chunk: first + at, digest: digestOf('c'), payload }),
    ),
  )
  const delta: Delta = {
    baseImage: digestOf(name),
    image: digestOf('image'),
    payloads: payloads.map(({ bytes }, index) => ({ digest: digestOf(`${name} ${index}`), bytes, isPatch: true })),
    ops,
    covers: coversOf([]),
    programs: [],
  }
  return { group: digestOf(name), delta }
}

test('a chunk that another base makes from fewer bytes is left to it', () => {
  const own = base('own', [
    { first: 0, count: 1, bytes: 300 },
    { first: 1, count: 1, bytes: 100 },
  ])
  const other = base('other', [
    { first: 0, count: 1, bytes: 200 },
    { first: 1, count: 1, bytes: 200 },
  ])

  const rivalOf = cheaperElsewhere(own, [other])

  assert.deepEqual([rivalOf(0), rivalOf(1)], [other.group, undefined])
})

test('a chunk that another base makes without a payload is left to it', () => {
  const own = base('own', [{ first: 3, count: 1, bytes: 1 }])
  const other = base('other', [])

  assert.equal(cheaperElsewhere(own, [other])(3), other.group)
})

test('a pack is weighed against all that the other base needs for its run', () => {
  const own = base('own', [{ first: 0, count: 4, bytes: 350 }])
  const other = base(
    'other',
    [0, 1, 2, 3].map((first) => ({ first, count: 1, bytes: 100 })),
  )

  assert.equal(cheaperElsewhere(own, [other])(0), undefined)
  assert.equal(cheaperElsewhere(other, [own])(2), own.group)
})

test('a device without a delta leaves everything to those that have one', () => {
  const own = { group: digestOf('own'), delta: undefined }
  const other = base('other', [{ first: 0, count: 1, bytes: 1_000_000 }])

  const rivalOf = cheaperElsewhere(own, [other])

  assert.deepEqual([rivalOf(0), rivalOf(9)], [other.group, other.group])
  assert.equal(cheaperElsewhere(other, [own])(0), undefined)
})

/** Packs of aligned runs of a power of two, as a builder makes them. */
const payloads = fc
  .array(
    fc.record({ level: fc.integer({ min: 0, max: 3 }), bytes: fc.integer({ min: 1, max: 50 }), isThere: fc.boolean() }),
    {
      minLength: chunkCount,
      maxLength: chunkCount,
    },
  )
  .map((draws) => {
    const runs: { first: number; count: number; bytes: number }[] = []
    for (let first = 0; first < chunkCount; ) {
      const { level, bytes, isThere } = draws[first] as (typeof draws)[number]
      const count = first % 2 ** level === 0 ? 2 ** level : 1
      if (isThere) runs.push({ first, count, bytes })
      first += count
    }
    return runs
  })

test('of all groups that know the same deltas exactly one keeps each chunk', () => {
  fc.assert(
    fc.property(fc.array(payloads, { minLength: 2, maxLength: 4 }), (all) => {
      const bases = all.map((runs, index) => base(`base ${index}`, runs))
      for (let chunk = 0; chunk < chunkCount; chunk++) {
        const rivals = bases.map((own) =>
          cheaperElsewhere(
            own,
            bases.filter((other) => other !== own),
          )(chunk),
        )
        const keepers = bases.filter((_, place) => rivals[place] === undefined)
        assert.equal(keepers.length, 1)
        for (const rival of rivals) if (rival !== undefined) assert.equal(rival, keepers[0]?.group)
      }
    }),
    { numRuns: 100 },
  )
})
