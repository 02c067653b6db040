import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sha256 } from '#core/digest.ts'
import { chooseBases, type MeasuredBase } from '#tracker/release/bases/choose-bases.ts'

const unbounded = { bytesMax: Number.POSITIVE_INFINITY, published: new Map() }

/** A base with one patch of `patchBytes`, which is all that travels of 1000 bytes in full. */
function base(version: string, patchBytes: number, more: Partial<MeasuredBase> = {}): MeasuredBase {
  const patches = new Map([[sha256(Buffer.from(version)), patchBytes]])
  return { version, devices: 1, isRequired: false, fullBytes: 1000, deltaBytes: patchBytes, patches, ...more }
}

function versionsOf(bases: readonly { readonly version: string }[]): readonly string[] {
  return bases.map(({ version }) => version)
}

test('bases are ordered by devices times bytes saved', () => {
  const bases = [
    base('1.0.0', 100, { devices: 1 }),
    base('1.1.0', 500, { devices: 4 }),
    base('1.2.0', 900, { devices: 9 }),
  ]

  assert.deepEqual(versionsOf(chooseBases(bases, unbounded).chosen), ['1.1.0', '1.0.0', '1.2.0'])
})

test('without counts every base is worth what it saves one device', () => {
  const bases = [base('1.0.0', 300, { devices: undefined }), base('1.1.0', 200, { devices: undefined })]

  assert.deepEqual(versionsOf(chooseBases(bases, unbounded).chosen), ['1.1.0', '1.0.0'])
})

test('a base that does not fit the budget leaves its place to a smaller one, and is named', () => {
  const bases = [base('1.0.0', 400, { devices: 9 }), base('1.1.0', 300, { devices: 5 }), base('1.2.0', 100)]

  const { chosen, leftOut } = chooseBases(bases, { ...unbounded, bytesMax: 500 })

  assert.deepEqual(versionsOf(chosen), ['1.0.0', '1.2.0'])
  assert.deepEqual(leftOut, [{ version: '1.1.0', devices: 5, reason: 'over-budget', patchBytes: 300 }])
})

test('a required base is chosen whatever it takes and saves', () => {
  const bases = [base('1.0.0', 10, { devices: 9 }), base('1.1.0', 1000, { devices: 0, isRequired: true })]

  const { chosen } = chooseBases(bases, { ...unbounded, bytesMax: 50 })

  assert.deepEqual(versionsOf(chosen), ['1.1.0'])
})

test('a base that saves nothing is left out', () => {
  const { chosen, leftOut } = chooseBases([base('1.0.0', 1000)], unbounded)

  assert.deepEqual(chosen, [])
  assert.deepEqual(leftOut, [{ version: '1.0.0', devices: 1, reason: 'saves-nothing' }])
})

test('patches that two bases share, or that are published, are paid for once', () => {
  const patches = new Map([[sha256(Buffer.from('shared')), 400]])
  const bases = [base('1.0.0', 400, { patches }), base('1.1.0', 400, { patches })]

  assert.equal(chooseBases(bases, { ...unbounded, bytesMax: 400 }).chosen.length, 2)
  assert.equal(chooseBases(bases, { bytesMax: 400, published: patches }).chosen.length, 2)
})

test('what is chosen beyond required bases keeps within any budget, and nothing goes unnamed', () => {
  const anyBase = fc.record({ devices: fc.nat(50), patchBytes: fc.nat(1200), isRequired: fc.boolean() })

  fc.assert(
    fc.property(fc.array(anyBase, { maxLength: 12 }), fc.nat(4000), (drawn, bytesMax) => {
      const bases = drawn.map(({ patchBytes, ...facts }, minor) => base(`1.${minor}.0`, patchBytes, facts))

      const { chosen, leftOut } = chooseBases(bases, { ...unbounded, bytesMax })

      assert.deepEqual(versionsOf([...chosen, ...leftOut]).toSorted(), versionsOf(bases).toSorted())
      const bytesOf = (some: readonly MeasuredBase[]) => some.reduce((sum, { deltaBytes }) => sum + deltaBytes, 0)
      const required = bytesOf(chosen.filter(({ isRequired }) => isRequired))
      assert.ok(bytesOf(chosen) <= Math.max(required, bytesMax))
    }),
  )
})
