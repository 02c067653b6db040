import assert from 'node:assert/strict'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { UserError } from '#core/errors.ts'
import { authoritiesOf } from '#core/metadata/authorities.ts'
import { requireFresh } from '#core/metadata/read-metadata.ts'
import { trustRoot } from '#core/metadata/trusted-metadata.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { initialiseKeys, loadKey, rootFile } from '#tracker/keys/key-files.ts'

const now = new Date('2026-08-01T12:34:56Z')

test('new keys come with a root that names and is signed by them', async (t) => {
  const directory = await temporaryDirectory(t)
  await initialiseKeys(directory, now)

  const { root } = trustRoot(await readFile(rootFile(directory)))

  const { roles, consistentSnapshot, version, expires } = root.metadata.signed
  for (const role of ['root', 'targets', 'snapshot', 'timestamp'] as const) {
    assert.deepEqual(roles[role]?.keyIDs, [(await loadKey(directory, role)).keyId])
  }
  const authority = new Uint8Array((await loadKey(directory, 'authority')).publicKey)
  assert.deepEqual(authoritiesOf(root), [authority])
  assert.deepEqual(
    { consistentSnapshot, version, expires },
    { consistentSnapshot: true, version: 1, expires: '2036-08-01T12:34:56Z' },
  )
  requireFresh(root, now)
})

test('a folder with one of the files gets no keys', async (t) => {
  const directory = await temporaryDirectory(t)
  const file = join(directory, 'tracker.key')
  await writeFile(file, 'precious')

  await assert.rejects(
    initialiseKeys(directory, now),
    (error) => error instanceof UserError && error.message.includes(file),
  )

  assert.deepEqual(await readdir(directory), ['tracker.key'])
  assert.equal(await readFile(file, 'utf8'), 'precious')
})

test('a key that is missing is asked for by its file', async (t) => {
  const directory = await temporaryDirectory(t)
  await initialiseKeys(directory, now)
  await rm(join(directory, 'targets.key'))

  await assert.rejects(
    loadKey(directory, 'targets'),
    (error) => error instanceof UserError && error.message.includes(join(directory, 'targets.key')),
  )
})
