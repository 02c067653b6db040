import assert from 'node:assert/strict'
import { test } from 'node:test'
import { payloadAddress } from '#core/address.ts'
import { sha256 } from '#core/digest.ts'
import { blobFile, metadataFile } from '#core/metadata/repository-files.ts'
import { targetsOf } from '#core/metadata/target.ts'
import { RepositoryIndex } from '#node/web/repository-index.ts'
import { makeFiles, trustFiles } from '#test/core/metadata/vendor.ts'

const digest = sha256(Buffer.from('some file'))

/** The index of a device that trusts a release and its delta. */
function freshIndex(): RepositoryIndex {
  return new RepositoryIndex({ trusted: trustFiles(makeFiles()) })
}

test('what nobody has named is a blob', () => {
  assert.equal(freshIndex().path(payloadAddress(digest)), blobFile(digest))
})

test('a metadata file is where the refresh under way says that it is', () => {
  const index = freshIndex()

  index.name(digest, metadataFile('snapshot', 7))

  assert.equal(index.path(payloadAddress(digest)), 'metadata/7.snapshot.json')
})

test('the names of sixteen metadata files are remembered', () => {
  const index = freshIndex()
  const digests = Array.from({ length: 17 }, (_, version) => sha256(Buffer.from(`targets ${version}`)))

  for (const [version, named] of digests.entries()) index.name(named, metadataFile('targets', version))

  const kept = digests.filter((named) => index.path(payloadAddress(named)) !== blobFile(named))
  assert.deepEqual(kept, digests.slice(1))
})

test('a trusted target is in the folder of its release, under its digest and name', () => {
  const trusted = trustFiles(makeFiles())
  const [target] = targetsOf(trusted)
  assert.ok(target)

  const path = new RepositoryIndex({ trusted }).path(payloadAddress(target.digest))

  assert.equal(path, `targets/${target.path.replace(/[^/]+$/, (name) => `${target.digest}.${name}`)}`)
})
