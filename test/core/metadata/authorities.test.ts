import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Root } from '@tufjs/models'
import type { RootOptions } from '@tufjs/models/dist/root.js'
import { FormatError } from '#core/errors.ts'
import { authoritiesOf } from '#core/metadata/authorities.ts'
import { readRoot } from '#core/metadata/read-metadata.ts'
import { signMetadata, specVersion } from '#core/metadata/sign-metadata.ts'
import { makeRootFile, vendor } from '#test/core/metadata/vendor.ts'

function rootWith(fields: RootOptions['unrecognizedFields'] & object) {
  const expires = '2027-01-01T00:00:00Z'
  return readRoot(signMetadata(new Root({ specVersion, version: 1, expires, unrecognizedFields: fields }), []))
}

test('a root names the public keys of its device authorities', () => {
  const authorities = authoritiesOf(readRoot(makeRootFile()))

  assert.deepEqual(authorities, [new Uint8Array(vendor.authority.publicKey)])
})

test('a root of another tool names no device authority', () => {
  assert.deepEqual(authoritiesOf(rootWith({})), [])
})

for (const mycel of [{}, { authorities: 'ab' }, { authorities: ['ab'] }, { authorities: [null] }]) {
  test(`authorities in the form ${JSON.stringify(mycel)} are refused`, () => {
    assert.throws(() => authoritiesOf(rootWith({ mycel })), FormatError)
  })
}
