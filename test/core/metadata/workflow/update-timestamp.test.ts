import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Timestamp } from '@tufjs/models'
import { requireFresh } from '#core/metadata/read-metadata.ts'
import { signMetadata, specVersion } from '#core/metadata/sign-metadata.ts'
import { trustRoot } from '#core/metadata/trusted-metadata.ts'
import { updateTimestamp } from '#core/metadata/workflow/update-timestamp.ts'
import {
  assertRefused,
  fresh,
  late,
  makeFiles,
  makeRootFile,
  trustFiles,
  vendor,
  withFlippedSignature,
} from '#test/core/metadata/vendor.ts'

const trustedRoot = trustRoot(makeRootFile())

test('a timestamp with a flipped signature is refused', () => {
  const { timestamp } = makeFiles()

  assertRefused('timestamp', 'TUF 5.4.2', () => updateTimestamp(trustedRoot, withFlippedSignature(timestamp)))
})

test('a timestamp that the targets key has signed is refused', () => {
  const { timestamp } = makeFiles({ keys: { ...vendor, timestamp: vendor.targets } })

  assertRefused('timestamp', 'TUF 5.4.2', () => updateTimestamp(trustedRoot, timestamp))
})

test('a timestamp that is older than the trusted one is refused', () => {
  const trusted = trustFiles(makeFiles({ versions: { timestamp: 8 } }))
  const { timestamp } = makeFiles({ versions: { timestamp: 7 } })

  assertRefused('timestamp', 'TUF 5.4.3', () => updateTimestamp(trusted, timestamp))
})

test('a timestamp that is older than the floor is refused where nothing else is left', () => {
  const floor = { root: 1, timestamp: 8, snapshot: 1, targets: 1, rollouts: 0 }
  const { timestamp } = makeFiles({ versions: { timestamp: 7 } })

  assertRefused('timestamp', 'TUF 5.4.3', () => updateTimestamp(trustRoot(makeRootFile(), floor), timestamp))
})

test('a newer timestamp that names an older snapshot is refused', () => {
  const trusted = trustFiles(makeFiles({ versions: { snapshot: 3 } }))
  const { timestamp } = makeFiles({ versions: { timestamp: 2, snapshot: 2 } })

  assertRefused('snapshot', 'TUF 5.4.3', () => updateTimestamp(trusted, timestamp))
})

test('a timestamp of the trusted version is no news', () => {
  const files = makeFiles()
  const trusted = trustFiles(files)

  assert.equal(updateTimestamp(trusted, files.timestamp), trusted)
})

test('nothing is taken over under a root that is older than one seen before', () => {
  const floor = { root: 2, timestamp: 0, snapshot: 0, targets: 0, rollouts: 0 }
  const { timestamp } = makeFiles()

  assertRefused('root', 'TUF 5.3.5', () => updateTimestamp(trustRoot(makeRootFile(), floor), timestamp))
})

test('an expired timestamp is not fresh, and counts against older ones all the same', () => {
  const { timestamp } = trustFiles(makeFiles())

  assert.ok(timestamp)
  requireFresh(timestamp, fresh)
  assertRefused('timestamp', 'TUF 5.4.4', () => requireFresh(timestamp, late))
})

test('a timestamp that does not name its snapshot by digest is refused', () => {
  const signed = new Timestamp({ specVersion, version: 1, expires: '2027-01-01T00:00:00Z' })

  assertRefused('snapshot', 'TUF 5.5.1', () => updateTimestamp(trustedRoot, signMetadata(signed, [vendor.timestamp])))
})

const malformed = {
  'no JSON': Buffer.from('{"signed":'),
  'no UTF-8': Buffer.from([0x22, 0xff, 0x22]),
  null: Buffer.from('null'),
  'a root': makeRootFile(),
  'an endless file': Buffer.alloc(64 * 1024 + 1, ' '),
  'a tower of brackets': Buffer.from('['.repeat(30_000) + ']'.repeat(30_000)),
  'version 1.5': Buffer.from(
    Buffer.from(makeFiles().timestamp).toString().replace('"version":1,"expires"', '"version":1.5,"expires"'),
  ),
  'version 0': Buffer.from(
    Buffer.from(makeFiles().timestamp).toString().replace('"version":1,"expires"', '"version":0,"expires"'),
  ),
}
for (const [what, content] of Object.entries(malformed)) {
  test(`${what} is refused in the place of a timestamp`, () => {
    assertRefused('timestamp', 'TUF 5.4.1', () => updateTimestamp(trustedRoot, content))
  })
}
