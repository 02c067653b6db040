import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bootRecordBytesMax, decodeBootRecord, encodeBootRecord, fitsBootRecord } from '#core/boot/boot-record.ts'
import type { BootState, SlotContent } from '#core/boot/boot-state.ts'
import { reasonBytesMax } from '#core/boot/boot-state.ts'
import type { WireBootRecord as Wire } from '#core/boot/wire.js'
import { WireBootRecord } from '#core/boot/wire.js'
import { BrokenRule } from '#core/check.ts'
import { sha256 } from '#core/digest.ts'
import { FormatError } from '#core/errors.ts'
import { contentOf, runsFirstVersion } from '#test/core/boot/boot-states.ts'

const onTrial: BootState = {
  active: 'a',
  slots: { a: contentOf('1.0.0'), b: contentOf('2.0.0') },
  trial: { slot: 'b', attemptsLeft: 2, lastFailure: 'no network' },
  rollback: undefined,
}

function largestContent(): SlotContent {
  const version = `1.0.0-${'x'.repeat(58)}`
  const images = Array.from({ length: 100 }, (_, index) => ({
    component: `component-${index}`,
    digest: sha256(Buffer.from(version)),
    imageBytes: 64 * 2 ** 30,
  }))
  const whole = { version, release: sha256(Buffer.from(version)), images, securityEpoch: 3 }
  while (!fitsBootRecord(whole)) images.pop()
  return whole
}

test('a boot state with a trial reads back as it was', () => {
  assert.deepEqual(decodeBootRecord(encodeBootRecord(onTrial)), onTrial)
})

test('a boot state after a rollback reads back as it was', () => {
  const state: BootState = { ...runsFirstVersion, rollback: { version: '2.0.0', reason: 'asked' } }

  assert.deepEqual(decodeBootRecord(encodeBootRecord(state)), state)
})

test('two slots and a rollback at their bounds fit into the record', () => {
  const content = largestContent()
  const rollback = { version: content.version, reason: 'x'.repeat(reasonBytesMax) }

  const record = encodeBootRecord({ active: 'a', slots: { a: content, b: content }, trial: undefined, rollback })

  assert.ok(record.byteLength <= bootRecordBytesMax)
})

test('writing more than the record holds is a broken rule', () => {
  const content = largestContent()
  const twice = { ...content, images: [...content.images, ...content.images, ...content.images] }

  assert.throws(() => encodeBootRecord({ ...runsFirstVersion, slots: { a: twice, b: undefined } }), BrokenRule)
})

const damages: Readonly<Record<string, (wire: Wire) => Partial<Wire>>> = {
  'of a newer format': (wire) => ({ ...wire, major: 2 }),
  'of a slot that does not exist': (wire) => ({ ...wire, active: 'c' }),
  'with the active slot on trial': (wire) => ({ ...wire, active: 'b' }),
  'with an empty slot on trial': ({ b: _, ...rest }) => rest,
  'with four boots left': (wire) => ({ ...wire, trial: { slot: 'b', attemptsLeft: 4, lastFailure: '' } }),
  'with an endless reason': (wire) => ({
    ...wire,
    trial: { slot: 'b', attemptsLeft: 1, lastFailure: 'x'.repeat(401) },
  }),
  'with a trial and a rollback': (wire) => ({ ...wire, rollback: { version: '2.0.0', reason: 'asked' } }),
  'with a digest of 31 bytes': (wire) => ({
    ...wire,
    a: { version: '1.0.0', release: new Uint8Array(31), images: [], securityEpoch: 0 },
  }),
  'with a version that is none': (wire) => ({
    ...wire,
    a: { version: 'new', release: new Uint8Array(32), images: [], securityEpoch: 0 },
  }),
}

for (const [kind, damage] of Object.entries(damages)) {
  test(`a record ${kind} is refused`, () => {
    const wire = WireBootRecord.decode(encodeBootRecord(onTrial))

    assert.throws(() => decodeBootRecord(WireBootRecord.encode(damage(wire))), FormatError)
  })
}

test('any bytes are read as a boot state or refused as malformed', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        decodeBootRecord(bytes)
      } catch (error) {
        assert.ok(error instanceof FormatError)
      }
    }),
  )
})
