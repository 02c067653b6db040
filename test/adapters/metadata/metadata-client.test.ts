import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { test } from 'node:test'
import { LevelStore } from '#adapters/level/level-store.ts'
import { MetadataClient } from '#adapters/metadata/metadata-client.ts'
import type { MetadataSource } from '#adapters/metadata/metadata-source.ts'
import { rootsPerRefreshMax } from '#adapters/metadata/update-metadata.ts'
import type { Digest } from '#core/digest.ts'
import { sha256 } from '#core/digest.ts'
import type { KeyValueStore } from '#core/key-value-store.ts'
import { MetadataRefused } from '#core/metadata/metadata-refused.ts'
import { versionsOf } from '#core/metadata/trusted-metadata.ts'
import type { VersionFloor, Versions } from '#core/metadata/versions.ts'
import { noVersions, raiseFloor } from '#core/metadata/versions.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import type { Files } from '#test/core/metadata/vendor.ts'
import {
  fresh,
  late,
  makeFiles,
  makeRootFile,
  testKey,
  tooLate,
  vendor,
  withFlippedSignature,
} from '#test/core/metadata/vendor.ts'

class MemoryFloor implements VersionFloor {
  #versions: Versions | undefined

  async read(): Promise<Versions | undefined> {
    return this.#versions
  }

  async write(versions: Versions): Promise<void> {
    this.#versions = raiseFloor(this.#versions ?? noVersions, versions)
  }
}

/** A source of these files that counts what is asked of it. */
class Source implements MetadataSource {
  readonly #roots: ReadonlyMap<number, Uint8Array>
  readonly #files: Files
  blobs = 0

  constructor(files: Files, roots: Readonly<Record<number, Uint8Array>> = {}) {
    this.#files = files
    this.#roots = new Map(Object.entries(roots).map(([version, root]) => [Number(version), root]))
  }

  async root(version: number): Promise<Uint8Array | undefined> {
    return this.#roots.get(version)
  }

  async timestamp(): Promise<Uint8Array> {
    return this.#files.timestamp
  }

  async blob(digest: Digest): Promise<Uint8Array> {
    this.blobs += 1
    const found = [this.#files.snapshot, this.#files.targets].find((content) => sha256(content) === digest)
    return found ?? new Uint8Array()
  }
}

interface Device {
  readonly store: KeyValueStore
  readonly floor: VersionFloor
  readonly root: Uint8Array
}

async function newDevice(t: TestContext): Promise<Device> {
  const store = await LevelStore.open(await temporaryDirectory(t))
  t.after(() => store.close())
  return { store, floor: new MemoryFloor(), root: makeRootFile() }
}

async function refuses(work: Promise<unknown>, step: string): Promise<void> {
  await assert.rejects(work, (error) => error instanceof MetadataRefused && error.step === step)
}

test('a first refresh takes over everything, and the next one finds it current', async (t) => {
  const client = await MetadataClient.open(await newDevice(t))
  const source = new Source(makeFiles())

  const first = await client.refresh(source, fresh)
  const second = await client.refresh(source, fresh)

  assert.deepEqual(first, {
    type: 'updated',
    versions: { root: 1, timestamp: 1, snapshot: 1, targets: 1, rollouts: 0 },
  })
  assert.deepEqual(second, { type: 'current' })
})

test('what was trusted is there after a restart, without a source', async (t) => {
  const device = await newDevice(t)
  await (await MetadataClient.open(device)).refresh(new Source(makeFiles()), fresh)

  const client = await MetadataClient.open(device)

  assert.deepEqual(versionsOf(client.trusted), { root: 1, timestamp: 1, snapshot: 1, targets: 1, rollouts: 0 })
})

test('a renewal costs a timestamp and a snapshot, and not the targets again', async (t) => {
  const client = await MetadataClient.open(await newDevice(t))
  await client.refresh(new Source(makeFiles()), fresh)
  const renewed = new Source(makeFiles({ versions: { timestamp: 2, snapshot: 2 } }))

  await client.refresh(renewed, fresh)

  assert.equal(renewed.blobs, 1)
})

test('expired files on the device keep no newer ones away, and still count against older ones', async (t) => {
  const device = await newDevice(t)
  await (await MetadataClient.open(device)).refresh(new Source(makeFiles({ versions: { timestamp: 8 } })), fresh)
  const client = await MetadataClient.open(device)
  const expires = '2028-01-01T00:00:00Z'

  await refuses(client.refresh(new Source(makeFiles({ versions: { timestamp: 7 }, expires })), late), 'TUF 5.4.3')
  const outcome = await client.refresh(
    new Source(makeFiles({ versions: { timestamp: 9, snapshot: 2, targets: 2 }, expires })),
    late,
  )

  assert.deepEqual(outcome, {
    type: 'updated',
    versions: { root: 1, timestamp: 9, snapshot: 2, targets: 2, rollouts: 0 },
  })
})

test('a source that holds back news is noticed once the timestamp expires', async (t) => {
  const client = await MetadataClient.open(await newDevice(t))
  const source = new Source(makeFiles())
  await client.refresh(source, fresh)

  await refuses(client.refresh(source, late), 'TUF 5.4.4')
})

test('nothing is taken over under an expired root', async (t) => {
  const client = await MetadataClient.open(await newDevice(t))

  await refuses(client.refresh(new Source(makeFiles({ expires: '2070-01-01T00:00:00Z' })), tooLate), 'TUF 5.3.10')
})

for (const role of ['timestamp', 'snapshot', 'targets'] as const) {
  test(`a damaged ${role} on the device is fetched again`, async (t) => {
    const device = await newDevice(t)
    await (await MetadataClient.open(device)).refresh(new Source(makeFiles()), fresh)
    await device.store.commit([{ key: `metadata/${role}`, value: Buffer.from('{"torn') }])

    const client = await MetadataClient.open(device)
    const outcome = await client.refresh(new Source(makeFiles()), fresh)

    assert.deepEqual(outcome, {
      type: 'updated',
      versions: { root: 1, timestamp: 1, snapshot: 1, targets: 1, rollouts: 0 },
    })
  })
}

test('a device that lost its metadata still refuses what is older than it has seen', async (t) => {
  const device = await newDevice(t)
  await (await MetadataClient.open(device)).refresh(new Source(makeFiles({ versions: { timestamp: 8 } })), fresh)
  await device.store.commit(
    ['timestamp', 'snapshot', 'targets'].map((role) => ({ key: `metadata/${role}`, value: undefined })),
  )

  const client = await MetadataClient.open(device)

  await refuses(client.refresh(new Source(makeFiles({ versions: { timestamp: 7 } })), fresh), 'TUF 5.4.3')
})

test('a refused refresh changes nothing, on the device and in its memory', async (t) => {
  const device = await newDevice(t)
  const client = await MetadataClient.open(device)
  await client.refresh(new Source(makeFiles()), fresh)
  const news = makeFiles({ versions: { timestamp: 2, snapshot: 2, targets: 2 } })

  await refuses(client.refresh(new Source({ ...news, targets: makeFiles().targets }), fresh), 'TUF 5.6.2')

  assert.equal(client.trusted.timestamp?.version, 1)
  assert.equal((await MetadataClient.open(device)).trusted.timestamp?.version, 1)
  assert.deepEqual(await device.floor.read(), { root: 1, timestamp: 1, snapshot: 1, targets: 1, rollouts: 0 })
})

test('a chain of new roots is walked, kept, and served to neighbours', async (t) => {
  const device = await newDevice(t)
  const roots = { 2: makeRootFile({ version: 2 }), 3: makeRootFile({ version: 3 }) }
  await (await MetadataClient.open(device)).refresh(new Source(makeFiles(), roots), fresh)

  const client = await MetadataClient.open(device)

  assert.deepEqual(client.head(), { rootVersion: 3, timestampVersion: 1 })
  assert.deepEqual(await client.named('root', 1), device.root)
  assert.deepEqual(Buffer.from((await client.named('root', 2)) ?? []), Buffer.from(roots[2]))
  assert.equal(await client.named('root', 4), undefined)
})

test('one refresh walks a bounded number of roots, and the next one goes on', async (t) => {
  const client = await MetadataClient.open(await newDevice(t))
  const versions = Array.from({ length: rootsPerRefreshMax + 1 }, (_, index) => index + 2)
  const roots = Object.fromEntries(versions.map((version) => [version, makeRootFile({ version })]))
  const source = new Source(makeFiles(), roots)

  await client.refresh(source, fresh)
  const afterFirst = client.head().rootVersion
  await client.refresh(source, fresh)

  assert.equal(afterFirst, 1 + rootsPerRefreshMax)
  assert.equal(client.head().rootVersion, 2 + rootsPerRefreshMax)
})

test('a vendor recovers from a stolen timestamp key by a new root', async (t) => {
  const device = await newDevice(t)
  await (await MetadataClient.open(device)).refresh(
    new Source(makeFiles({ versions: { timestamp: Number.MAX_SAFE_INTEGER } })),
    fresh,
  )
  const keys = { ...vendor, timestamp: testKey(14) }
  const roots = { 2: makeRootFile({ version: 2, keys, signers: [vendor.root] }) }
  const client = await MetadataClient.open(device)

  await client.refresh(new Source(makeFiles({ keys }), roots), fresh)

  assert.deepEqual((await MetadataClient.open(device)).head(), { rootVersion: 2, timestampVersion: 1 })
})

test('neighbours are served the timestamp by name and the rest by digest', async (t) => {
  const files = makeFiles()
  const client = await MetadataClient.open(await newDevice(t))
  await client.refresh(new Source(files), fresh)

  assert.deepEqual(await client.named('timestamp', 0), files.timestamp)
  assert.deepEqual(client.blob(sha256(files.snapshot)), files.snapshot)
  assert.deepEqual(client.blob(sha256(files.targets)), files.targets)
  assert.equal(client.blob(sha256(files.timestamp)), undefined)
})

test('two refreshes at once run one after the other, and the older source does not win', async (t) => {
  const client = await MetadataClient.open(await newDevice(t))
  const newer = client.refresh(new Source(makeFiles({ versions: { timestamp: 2 } })), fresh)
  const older = client.refresh(new Source(makeFiles()), fresh)

  await newer
  await refuses(older, 'TUF 5.4.3')

  assert.equal(client.head().timestampVersion, 2)
})

test('a damaged provisioned root is an error of its own', async (t) => {
  const device = await newDevice(t)

  await refuses(MetadataClient.open({ ...device, root: withFlippedSignature(device.root) }), 'TUF 5.3.4')
})
