import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sha256 } from '#core/digest.ts'
import { blobPath, metadataPath, targetPath } from '#tracker/release/repository-layout.ts'
import { ServedBytes } from '#tracker/seed/served-bytes.ts'

const digest = sha256(Buffer.from('served'))

test('a product or release that is called blobs is not one', () => {
  const served = new ServedBytes()

  served.add(targetPath('', { path: 'blobs/1.1.0/release', digest }), 1)

  assert.deepEqual(served.totals(), { payloadBytes: 0, metadataBytes: 1 })
})

test('payloads and deltas count as what an update is made of, the rest as metadata', () => {
  const served = new ServedBytes()

  served.add(blobPath('', digest), 1)
  served.add(targetPath('', { path: 'hub/1.1.0/app.from-1.0.0.delta', digest }), 20)
  served.add(targetPath('', { path: 'hub/1.1.0/release', digest }), 300)
  served.add(metadataPath('', 'targets', 3), 4_000)

  assert.deepEqual(served.totals(), { payloadBytes: 21, metadataBytes: 4_300 })
})
