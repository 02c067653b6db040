import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assert as holds, integer, property, uint8Array } from 'fast-check'
import { Moves } from '#core/delta/predict/moves.ts'
import { predictReferences, ruleSets } from '#core/delta/predict/predict-references.ts'
import { ProgramMap } from '#core/delta/predict/program-map.ts'
import { coversOf } from '#core/format/covers.ts'

const baseBytes = 0x10000
/** What stands behind 0x8000 in the base moved by 0x100. */
const moves = new Moves(
  coversOf([
    { offset: 0, bytes: 0x8000, source: 0 },
    { offset: 0x8100, bytes: 0x8000, source: 0x8000 },
  ]),
)
const place = { offset: 0, bytes: baseBytes }
const load = { ...place, zeroBytes: 0x1000, address: 0x0800_8000n }
const longer = { bytes: baseBytes + 0x100 }
const program = { base: place, image: { ...place, ...longer }, loads: [{ base: load, image: { ...load, ...longer } }] }
const map = new ProgramMap(moves, program)

/** Rules by their bits, with the bytes of a reference from 0x1000 to 0x9000, which will lead to 0x9100. */
const references = [
  ['a pointer of 32 bits', 1, '00100108', '00110108'],
  ['a pointer of 64 bits', 2, '0010010800000000', '0011010800000000'],
  ['a distance of 32 bits', 4, '00800000', '00810000'],
  ['a call in Thumb-2', 8, '07f0fefff', '08f07ef8'],
  ['a branch in ARM', 16, 'fe1f00eb', '3e2000eb'],
  ['a branch in AArch64', 32, '00200094', '40200094'],
  ['a call in x86-64', 64, 'e8fb7f0000', 'e8fb800000'],
  ['an operand relative to the instruction pointer', 64, '488b05f97f0000', '488b05f9800000'],
  ['an address in x86-64', 64, 'bf00100108', 'bf00110108'],
  ['a page and what is added to it in AArch64', 32, '48000090 08410091', '48000090 08410491'],
  ['a page and a load from it in AArch64', 32, '48000090 080940f9', '48000090 088940f9'],
] as const

for (const [name, rule, before, after] of references) {
  test(`${name} is predicted to lead to where its target moved`, () => {
    assert.equal(predict(rule, before), after.replaceAll(' ', ''))
  })
}

test('memory behind a program moved as the end of the program did', () => {
  assert.equal(predict(1, '08800108'), '08810108')
})

test('a reference to what stays at its distance is left as it is', () => {
  const near = 'e8fb0f0000'

  assert.equal(predict(64, near), near)
})

test('whatever the bytes are, every set of rules predicts something, and the same again', async () => {
  await holds(
    property(uint8Array({ maxLength: 200 }), integer({ min: 0, max: ruleSets - 1 }), (bytes, rules) => {
      const hex = Buffer.from(bytes).toString('hex')

      assert.equal(predict(rules, hex), predict(rules, hex))
    }),
  )
})

function predict(rules: number, hex: string): string {
  const old = new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'))
  const predicted = old.slice()
  const piece = {
    old: new DataView(old.buffer),
    predicted: new DataView(predicted.buffer),
    source: 0x1000,
    offset: 0x1000,
  }
  predictReferences(rules, piece, map)
  return Buffer.from(predicted).toString('hex')
}
