import assert from 'node:assert/strict'
import { test } from 'node:test'
import { freshness, metadataExpiries } from '#core/metadata/expiry.ts'
import { trustRoot } from '#core/metadata/trusted-metadata.ts'
import { makeRootFile } from '#test/core/metadata/vendor.ts'

const now = new Date('2026-08-01T00:00:00Z')

test('only the files that are there have an expiry', () => {
  const expiries = metadataExpiries(trustRoot(makeRootFile()))

  assert.deepEqual(
    expiries.map(({ role, version }) => `${role} ${version}`),
    ['root 1'],
  )
})

for (const [role, expires, expected] of [
  ['root', '2026-08-31T00:00:00Z', 'good'],
  ['root', '2026-08-30T23:59:59Z', 'due'],
  ['timestamp', '2026-08-02T00:00:00Z', 'good'],
  ['timestamp', '2026-08-01T23:59:59Z', 'due'],
  ['timestamp', '2026-08-01T00:00:00Z', 'expired'],
] as const) {
  test(`a ${role} that ends on ${expires} is ${expected} on 1 August`, () => {
    assert.equal(freshness({ role, version: 1, expires }, now), expected)
  })
}
