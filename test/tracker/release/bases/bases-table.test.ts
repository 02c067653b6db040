import assert from 'node:assert/strict'
import { test } from 'node:test'
import { basesTable } from '#tracker/release/bases/bases-table.ts'
import type { LeftOut } from '#tracker/release/bases/candidates.ts'

test('without counts devices and what the fleet saves are unknown', () => {
  const facts = { version: '1.0.0', devices: undefined, fleetSavedBytes: undefined }
  const bases = [{ ...facts, fullBytes: 2_000_000, deltaBytes: 500_000, savedBytes: 1_500_000 }]

  assert.equal(
    basesTable({ bases, leftOut: [] }),
    '\n  from   devices     delta    full   saved  over the fleet\n  1.0.0        ?  500.0 KB  2.0 MB  75.0 %               ?\n',
  )
})

test('of many versions that were left out for one reason the most used ones are named, within 80 columns', () => {
  const leftOut = Array.from({ length: 9 }, (_, minor): LeftOut => {
    return { version: `1.${minor}.0`, devices: minor * 1_000_000, reason: 'over-budget', patchBytes: 999_900_000 }
  })

  const lines = basesTable({ bases: [], leftOut }).split('\n')

  assert.match(lines[2] ?? '', /^ {2}1\.8\.0 +more than is left of the delta budget +8,000,000 +999\.9 MB$/)
  assert.match(lines[7] ?? '', /^ {2}4 more +more than is left of the delta budget$/)
  assert.ok(lines.every((line) => line.length <= 80))
})

test('the first release has nothing to show', () => {
  assert.equal(basesTable({ bases: [], leftOut: [] }), '')
})
