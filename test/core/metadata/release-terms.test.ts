import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FormatError } from '#core/errors.ts'
import { readTerms } from '#core/metadata/release-terms.ts'

test('a release that says nothing is for all', () => {
  assert.deepEqual(readTerms('hub/1.0.0/release', {}), {})
  assert.deepEqual(readTerms('hub/1.0.0/release', { gated: false }), {})
})

test('what a release says of its devices is read', () => {
  const custom = { gated: true, securityEpoch: 4, hardware: ['rev-b', 'rev-c'], from: '>=1.0.0 <2.0.0' }

  assert.deepEqual(readTerms('hub/1.0.0/release', custom), custom)
})

for (const [what, custom] of Object.entries({
  'a gated that is text': { gated: 'yes' },
  'an epoch that is negative': { securityEpoch: -1 },
  'hardware that is no list': { hardware: 'rev-b' },
  'hardware that is empty': { hardware: [] },
  'hardware with a name that is none': { hardware: ['Rev B'] },
  'hardware of too many names': { hardware: Array.from({ length: 65 }, (_, index) => `rev-${index}`) },
  'a range that is none': { from: 'everything' },
  'a range that is empty': { from: '' },
})) {
  test(`${what} is refused`, () => {
    assert.throws(() => readTerms('hub/1.0.0/release', custom), FormatError)
  })
}
