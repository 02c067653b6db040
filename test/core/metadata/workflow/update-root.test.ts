import assert from 'node:assert/strict'
import { test } from 'node:test'
import { trustRoot, versionsOf } from '#core/metadata/trusted-metadata.ts'
import { updateRoot } from '#core/metadata/workflow/update-root.ts'
import {
  assertRefused,
  makeFiles,
  makeRootFile,
  testKey,
  trustFiles,
  vendor,
  withFlippedSignature,
} from '#test/core/metadata/vendor.ts'

test('a root that its own keys have not signed is not trusted', () => {
  assertRefused('root', 'TUF 5.3.4', () => trustRoot(withFlippedSignature(makeRootFile())))
})

test('the next root may name new root keys when the old and the new ones sign it', () => {
  const keys = { ...vendor, root: testKey(11) }

  const next = updateRoot(
    trustRoot(makeRootFile()),
    makeRootFile({ version: 2, keys, signers: [vendor.root, keys.root] }),
  )

  assert.equal(next.root.version, 2)
})

test('a root that strangers have signed is refused', () => {
  const keys = { ...vendor, root: testKey(11) }

  assertRefused('root', 'TUF 5.3.4', () => updateRoot(trustRoot(makeRootFile()), makeRootFile({ version: 2, keys })))
})

test('a root that only the old keys have signed is refused', () => {
  const keys = { ...vendor, root: testKey(11) }
  const next = makeRootFile({ version: 2, keys, signers: [vendor.root] })

  assertRefused('root', 'TUF 5.3.4', () => updateRoot(trustRoot(makeRootFile()), next))
})

for (const version of [1, 3]) {
  test(`a root of version ${version} does not follow version 1`, () => {
    assertRefused('root', 'TUF 5.3.5', () => updateRoot(trustRoot(makeRootFile()), makeRootFile({ version })))
  })
}

test('a root with the same keys leaves everything trusted', () => {
  const trusted = trustFiles(makeFiles())

  const next = updateRoot(trusted, makeRootFile({ version: 2 }))

  assert.deepEqual(versionsOf(next), { root: 2, timestamp: 1, snapshot: 1, targets: 1, rollouts: 0 })
})

test('withdrawing the timestamp key forgets the versions that it signed', () => {
  const trusted = trustFiles(makeFiles({ versions: { timestamp: 900_000 } }))
  const keys = { ...vendor, timestamp: testKey(14) }

  const next = updateRoot(trusted, makeRootFile({ version: 2, keys, signers: [vendor.root] }))

  assert.deepEqual(versionsOf(next), { root: 2, timestamp: 0, snapshot: 0, targets: 0, rollouts: 0 })
  assert.deepEqual(next.floor, { root: 2, timestamp: 0, snapshot: 0, targets: 0, rollouts: 0 })
})

test('a rotation that the floor has seen forgets no version', () => {
  const floor = { root: 2, timestamp: 8, snapshot: 7, targets: 6, rollouts: 0 }
  const keys = { ...vendor, timestamp: testKey(14) }

  const next = updateRoot(trustRoot(makeRootFile(), floor), makeRootFile({ version: 2, keys, signers: [vendor.root] }))

  assert.deepEqual(next.floor, floor)
})

test('withdrawing the targets key ends the trust in the targets that it signed, and keeps the floor', () => {
  const trusted = trustFiles(makeFiles({ versions: { targets: 5 } }))
  const keys = { ...vendor, targets: testKey(12) }

  const next = updateRoot(trusted, makeRootFile({ version: 2, keys, signers: [vendor.root] }))

  assert.equal(next.targets, undefined)
  assert.deepEqual(next.floor, { root: 2, timestamp: 1, snapshot: 1, targets: 5, rollouts: 0 })
})
