import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FormatError } from '#core/errors.ts'
import { allDecoders } from '#test/property/fuzz/decoders/all-decoders.ts'
import { fuzz } from '#test/property/fuzz/fuzz.ts'
import type { FuzzedDecoder } from '#test/property/fuzz/fuzzed-decoder.ts'
import { Violation } from '#test/property/fuzz/judge.ts'

/** A sample that stays the same; `npm run fuzz` takes more, and any seed. */
const options = { runs: 400, seed: 1 }

for (const decoder of allDecoders) {
  test(`the ${decoder.name} decoder gives a value or an error of ours, whatever comes`, async () => {
    const tally = await fuzz(decoder, options).catch(reportOf)

    assert.ok(tally.accepted > 0 && tally.refused > 0, JSON.stringify(tally))
  })
}

function reportOf(error: unknown): never {
  const hex = error instanceof Violation ? Buffer.from(error.input).toString('hex') : ''
  throw new Error(`seed ${options.seed}: ${String(error)}\n${hex}`, { cause: error })
}

/** Takes any bytes whose first is even, and counts them. */
const counter: FuzzedDecoder<number> = {
  name: 'counter',
  samples: () => [Uint8Array.of(2, 4, 6), Uint8Array.of(0, 1, 2, 3)],
  decode: (input) => {
    if ((input[0] ?? 1) % 2 === 1) throw new FormatError('counter', 'is odd')
    return input.byteLength
  },
  mutators: [],
}

const broken: Readonly<Record<string, Partial<FuzzedDecoder<number>>>> = {
  'that throws another error': { decode: (input) => counter.decode(input.subarray(JSON.parse(`${input[0] ?? ''}`))) },
  'that refuses valid inputs': { samples: () => [Uint8Array.of(1)] },
  'that reads another value than it wrote': { encode: (count) => new Uint8Array(count + 1) },
  'that does not read what it wrote': { encode: () => Uint8Array.of(1) },
  'that minds an unknown field': { withUnknown: (sample) => Buffer.concat([sample, sample]) },
  'that takes a newer version': { newer: () => Uint8Array.of(8) },
  'that takes too much memory': { decode: (input) => Buffer.alloc(65 * 2 ** 20, 1).byteLength + input.byteLength },
}

for (const [fault, overrides] of Object.entries(broken)) {
  test(`a decoder ${fault} is found out`, async () => {
    await assert.rejects(fuzz({ ...counter, ...overrides }, options), Violation)
  })
}
