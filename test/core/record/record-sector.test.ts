import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { BrokenRule } from '#core/check.ts'
import {
  decodeRecordSector,
  encodeRecordSector,
  recordPayloadBytesMax,
  recordSectorBytes,
} from '#core/record/record-sector.ts'

test('a record of any payload within the bound reads back as it was', () => {
  const anyPayload = fc.uint8Array({ maxLength: recordPayloadBytesMax })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), anyPayload, (sequence, payload) => {
      const sector = encodeRecordSector({ sequence, payload })

      assert.equal(sector.byteLength, recordSectorBytes)
      assert.deepEqual(decodeRecordSector(sector), { sequence, payload })
    }),
  )
})

test('a record with any one bit flipped is not read', () => {
  const sector = encodeRecordSector({ sequence: 7, payload: Buffer.from('boot slot a') })
  fc.assert(
    fc.property(fc.nat(recordSectorBytes - 1), fc.nat(7), (at, bit) => {
      const damaged = sector.map((byte, index) => (index === at ? byte ^ (1 << bit) : byte))

      assert.equal(decodeRecordSector(damaged), undefined)
    }),
  )
})

test('the beginning of a record is not read', () => {
  const sector = encodeRecordSector({ sequence: 7, payload: Buffer.from('boot slot a') })

  assert.equal(decodeRecordSector(sector.subarray(0, 4000)), undefined)
})

test('a payload over the bound is a broken rule', () => {
  assert.throws(() => encodeRecordSector({ sequence: 1, payload: new Uint8Array(3585) }), BrokenRule)
})
