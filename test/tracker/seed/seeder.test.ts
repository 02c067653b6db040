import assert from 'node:assert/strict'
import { truncate } from 'node:fs/promises'
import { type TestContext, test } from 'node:test'
import { UploadLimit } from '#adapters/net/upload-limit.ts'
import { chunkAddress } from '#core/address.ts'
import { sha256 } from '#core/digest.ts'
import { findRelease } from '#core/metadata/target.ts'
import { deadlineMs } from '#test/adapters/libp2p/test-peer.ts'
import { noise, worn } from '#test/core/delta/sample-images.ts'
import { makeRootFile } from '#test/core/metadata/vendor.ts'
import { TestVendor } from '#test/node/install/install-rig.ts'
import { now } from '#test/tracker/release/repository-fixture.ts'
import { certificateFor, type RunningSeeder, SeededDevice, startSeeder } from '#test/tracker/seed/seeder-rig.ts'

const old = noise(100_000)
const next = worn(old, 700)

/** A seeder of 1.0.0 and of 1.1.0 with a delta between them. */
async function seedTwoReleases(t: TestContext): Promise<{ vendor: TestVendor; seeder: RunningSeeder }> {
  const vendor = await TestVendor.open(t)
  await vendor.build('1.0.0', { app: old })
  await vendor.build('1.1.0', { app: next })
  return { vendor, seeder: await startSeeder(t, vendor.repository) }
}

for (const [who, certificate] of [
  ['without a certificate', new Uint8Array()],
  ['with the certificate of another one', certificateFor('bob')],
] as const) {
  test(`a device ${who} is refused with the reason`, async (t) => {
    const seeder = await startSeeder(t, (await TestVendor.open(t)).repository)
    const device = await SeededDevice.start(t, 'alice', certificate)

    await assert.rejects(device.mesh.dial(seeder.address), /certificate/)

    assert.equal(seeder.seeder.devices, 0)
  })
}

test('a device that joins is told what the repository has', async (t) => {
  const { seeder } = await seedTwoReleases(t)

  const device = await SeededDevice.join(t, 'alice', seeder)

  assert.deepEqual(await device.until('head'), { type: 'head', rootVersion: 1, timestampVersion: 2 })
  assert.equal(seeder.seeder.devices, 1)
})

test('every joined device is told what is published', async (t) => {
  const { vendor, seeder } = await seedTwoReleases(t)
  const devices = [await SeededDevice.join(t, 'alice', seeder), await SeededDevice.join(t, 'bob', seeder)]
  await vendor.build('1.2.0', { app: worn(next, 900) })

  await seeder.seeder.announceHead()

  for (const device of devices) assert.equal((await device.until('head', 2)).timestampVersion, 3)
})

test('root and timestamp are handed out by name', async (t) => {
  const { vendor, seeder } = await seedTwoReleases(t)
  const device = await SeededDevice.join(t, 'alice', seeder)
  const ask = (role: 'root' | 'timestamp', version: number) =>
    device.mesh.metadata(seeder.peer, role, version, AbortSignal.timeout(deadlineMs))

  const [root, none, timestamp] = [await ask('root', 1), await ask('root', 2), await ask('timestamp', 0)]

  assert.deepEqual(root && Buffer.from(root), Buffer.from(makeRootFile()))
  assert.equal(none, undefined)
  const published = await vendor.repository.metadataFile('timestamp', 0)
  assert.deepEqual(timestamp && Buffer.from(timestamp), published)
})

test('payloads, deltas, release documents and targets are served by digest, and counted', async (t) => {
  const { vendor, seeder } = await seedTwoReleases(t)
  const device = await SeededDevice.join(t, 'alice', seeder)
  const targets = await vendor.targets()
  const document = findRelease(targets, 'hub', '1.1.0')
  const delta = targets.find((target) => target.type === 'delta')
  const metadata = (await vendor.repository.metadata(now)).targets
  const { manifest } = (await vendor.release('1.1.0')).components[0] ?? {}
  const [page] = manifest?.payloadPages ?? []
  assert.ok(document && delta && metadata && manifest && page)
  const pageBytes = manifest.chunkCount * 36
  const wanted = [
    { digest: page, bytes: pageBytes },
    { digest: delta.digest, bytes: delta.bytes },
    { digest: document.digest, bytes: document.bytes },
    { digest: metadata.digest, bytes: metadata.content.byteLength },
  ]

  const served = []
  for (const { digest, bytes } of wanted) served.push(await device.fetch(seeder, digest, bytes))

  assert.deepEqual(
    served.map(sha256),
    wanted.map(({ digest }) => digest),
  )
  assert.deepEqual(await seeder.seeder.served.afterServes(wanted.length), {
    payloadBytes: pageBytes + delta.bytes,
    metadataBytes: document.bytes + metadata.content.byteLength,
  })
})

test('a seeder with an upload limit takes its time', async (t) => {
  const vendor = await TestVendor.open(t)
  await vendor.build('1.0.0', { app: old })
  const seeder = await startSeeder(t, vendor.repository, new UploadLimit(4_096))
  const device = await SeededDevice.join(t, 'alice', seeder)
  const document = findRelease(await vendor.targets(), 'hub', '1.0.0')
  assert.ok(document)
  const beganMs = performance.now()

  // One request after the other, so that each waits until the link has carried those before it.
  let sentBytes = 0
  for (; sentBytes < 3_000; sentBytes += document.bytes) await device.fetch(seeder, document.digest, document.bytes)

  const leastMs = (1000 * (sentBytes - document.bytes)) / 4_096
  assert.ok(performance.now() - beganMs >= leastMs - 5, `at least ${leastMs} ms`)
})

test('what the repository does not have is missing', async (t) => {
  const { seeder } = await seedTwoReleases(t)
  const device = await SeededDevice.join(t, 'alice', seeder)

  await assert.rejects(device.fetch(seeder, sha256(Buffer.from('nothing')), 7), { reason: 'missing' })
})

test('finished chunks are the devices’ own: a seeder has none', async (t) => {
  const { seeder } = await seedTwoReleases(t)
  const device = await SeededDevice.join(t, 'alice', seeder)

  const fetching = device.fetchAt(seeder, chunkAddress(sha256(old.subarray(0, 64 * 1024))), 64 * 1024)

  await assert.rejects(fetching, { reason: 'missing' })
})

test('a damaged file costs its request and nothing else', async (t) => {
  const { vendor, seeder } = await seedTwoReleases(t)
  const device = await SeededDevice.join(t, 'alice', seeder)
  const [page] = (await vendor.release('1.1.0')).components[0]?.manifest.payloadPages ?? []
  const document = findRelease(await vendor.targets(), 'hub', '1.1.0')
  assert.ok(page && document)
  await truncate((await vendor.repository.locate(page)) ?? '', 1)

  await assert.rejects(device.fetch(seeder, page, 72))

  assert.equal((await device.fetch(seeder, document.digest, document.bytes)).byteLength, document.bytes)
})

test('a device is told of the others behind its address, and no more once they have left', async (t) => {
  const { seeder } = await seedTwoReleases(t)
  const alice = await SeededDevice.join(t, 'alice', seeder)
  const bob = await SeededDevice.join(t, 'bob', seeder)
  const { addresses } = bob

  alice.mesh.send(seeder.peer, { type: 'peers-request' })
  const before = await alice.until('peers')
  await bob.mesh.stop()
  await seeder.seeder.oneHasLeft
  alice.mesh.send(seeder.peer, { type: 'peers-request' })
  const after = await alice.until('peers', 2)

  assert.deepEqual(before.addresses, addresses)
  assert.deepEqual(after.addresses, [])
})
