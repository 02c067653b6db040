import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Progress } from '#adapters/terminal/progress.ts'
import { UserError } from '#core/errors.ts'
import { findDelta, newestRelease, targetsOf } from '#core/metadata/target.ts'
import { noise, worn } from '#test/core/delta/sample-images.ts'
import { initialiseKeys, loadKey, rootFile } from '#tracker/keys/key-files.ts'
import { type BuildInput, type BuiltRelease, buildRelease } from '#tracker/release/build.ts'
import { readRelease } from '#tracker/release/build-bases.ts'
import { builtImageBytesMax } from '#tracker/release/image/image-file.ts'
import { readImage } from '#tracker/release/image/rebuild-image.ts'
import { Repository } from '#tracker/release/repository.ts'

const now = new Date('2026-01-02T03:04:05Z')
const first = noise(200_000)
const second = worn(first, 700)
const third = worn(second, 900)

test('a published image is read back from the repository byte for byte', async (context) => {
  const vendor = await openVendor(context)

  await vendor.build('1.0.0', first)

  const release = await readRelease(vendor.repository, await vendor.targets(), 'hub', '1.0.0')
  assert.ok(release?.components[0])
  assert.deepEqual(Buffer.from(await readImage(vendor.repository, release.components[0].manifest)), Buffer.from(first))
})

test('a release comes with a delta from the newest earlier one', async (context) => {
  const vendor = await openVendor(context)
  await vendor.build('1.0.0', first)
  await vendor.build('1.1.0', second)

  const built = await vendor.build('1.2.0', third)

  assert.deepEqual(basesOf(built), ['1.1.0'])
  const [component] = built.components
  const [delta] = component?.deltas ?? []
  assert.ok(component && delta)
  assert.deepEqual(delta.ops, { same: 0, zero: 0, copy: 0, patch: 4, full: 0 })
  assert.ok(delta.payloadBytes + delta.indexBytes < component.fullBytes / 20)
})

test('a release is signed for the devices that it is built for', async (context) => {
  const vendor = await openVendor(context)
  const terms = { gated: true, hardware: ['rev-b'], takesFrom: '>=0.9.0' }

  await vendor.build('1.0.0', first, { terms, securityEpoch: 2 })

  const { gated, hardware, from, securityEpoch } = newestRelease(await vendor.targets(), 'hub') ?? {}
  assert.deepEqual(
    { gated, hardware, from, securityEpoch },
    {
      gated: true,
      hardware: ['rev-b'],
      from: '>=0.9.0',
      securityEpoch: 2,
    },
  )
})

test('a release that is published for all is not made one for some', async (context) => {
  const vendor = await openVendor(context)
  await vendor.build('1.0.0', first)

  await assert.rejects(
    vendor.build('1.0.0', first, { terms: { gated: true } }),
    /hub 1\.0\.0 is published for other devices/,
  )
})

test('a device finds the delta by the digests of its image and the new one', async (context) => {
  const vendor = await openVendor(context)
  const [old] = (await vendor.build('1.0.0', first)).components
  const [next] = (await vendor.build('1.1.0', second)).components
  assert.ok(old && next)

  const targets = await vendor.targets()

  assert.equal(newestRelease(targets, 'hub')?.version, '1.1.0')
  const delta = findDelta(targets, { image: next.image, baseImage: old.image })
  assert.equal(delta?.path, 'hub/1.1.0/app.from-1.0.0.delta')
  assert.equal(delta?.payloadBytes, next.deltas[0]?.payloadBytes)
})

test('deltas are built from every version that is asked for', async (context) => {
  const vendor = await openVendor(context)
  await vendor.build('1.0.0', first)
  await vendor.build('1.1.0', second)

  const built = await vendor.build('1.2.0', third, { from: 'all' })

  assert.deepEqual(basesOf(built).toSorted(), ['1.0.0', '1.1.0'])
})

test('over its budget a release keeps the newest base and those whose deltas take nothing', async (context) => {
  const vendor = await openVendor(context)
  await vendor.build('1.0.0', first)
  await vendor.build('1.1.0', second)
  await vendor.build('1.2.0', third)

  const built = await vendor.build('1.3.0', first, {
    from: 'auto',
    fleet: new Map([['1.1.0', 9]]),
    deltaBudgetBytes: 1,
  })

  assert.deepEqual(basesOf(built).toSorted(), ['1.0.0', '1.2.0'])
  assert.deepEqual(
    built.bases.map(({ version, devices, fleetSavedBytes }) => [version, devices, fleetSavedBytes]),
    [
      ['1.2.0', 0, 0],
      ['1.0.0', 0, 0],
    ],
  )
  const [leftOut, ...others] = built.leftOut
  assert.deepEqual([leftOut?.version, leftOut?.devices, leftOut?.reason, others], ['1.1.0', 9, 'over-budget', []])
})

test('what a budget left out is added when the release is built again with a larger one', async (context) => {
  const vendor = await openVendor(context)
  await vendor.build('1.0.0', first)
  await vendor.build('1.1.0', second)
  await vendor.build('1.2.0', third, { from: 'all', deltaBudgetBytes: 1 })

  const again = await vendor.build('1.2.0', third, { from: 'all', deltaBudgetBytes: 1_000_000 })

  assert.equal(again.outcome, 'published')
  assert.deepEqual(basesOf(again).toSorted(), ['1.0.0', '1.1.0'])
})

test('building the same release again changes nothing', async (context) => {
  const vendor = await openVendor(context)
  await vendor.build('1.0.0', first)
  await vendor.build('1.1.0', second)
  const head = await vendor.repository.head()

  const again = await vendor.build('1.1.0', second)

  assert.equal(again.outcome, 'unchanged')
  assert.deepEqual(await vendor.repository.head(), head)
})

test('building the same release again adds the deltas that are missing', async (context) => {
  const vendor = await openVendor(context)
  await vendor.build('1.0.0', first)
  await vendor.build('1.1.0', second)
  await vendor.build('1.2.0', third)

  const again = await vendor.build('1.2.0', third, { from: ['1.0.0'] })

  assert.equal(again.outcome, 'published')
  assert.deepEqual(basesOf(again).toSorted(), ['1.0.0', '1.1.0'])
})

test('a published version with another image is refused', async (context) => {
  const vendor = await openVendor(context)
  await vendor.build('1.0.0', first)

  await assert.rejects(vendor.build('1.0.0', second), refusal(/hub 1\.0\.0 is published .*: choose a new version/))
})

test('an unknown base is refused with the versions that there are', async (context) => {
  const vendor = await openVendor(context)
  await vendor.build('1.0.0', first)

  const building = vendor.build('1.1.0', second, { from: ['0.9.0'] })

  await assert.rejects(building, refusal(/from hub 0\.9\.0: choose from 1\.0\.0/))
})

test('a security epoch is inherited, and a lower one is refused', async (context) => {
  const vendor = await openVendor(context)
  await vendor.build('1.0.0', first, { securityEpoch: 3 })

  const heir = await vendor.build('1.1.0', second)

  assert.equal(heir.securityEpoch, 3)
  await assert.rejects(vendor.build('1.2.0', third, { securityEpoch: 2 }), refusal(/security epoch 2: use 3 or more/))
})

test('an image that cannot be read, is empty, is a folder or is too large is refused by its path', async (context) => {
  const vendor = await openVendor(context)
  const large = join(vendor.directory, 'large.img')
  await writeFile(large, '')
  await truncate(large, builtImageBytesMax + 1)
  await mkdir(join(vendor.directory, 'folder.img'))
  const cases: readonly [string, RegExp][] = [
    ['none.img', /none\.img cannot be read \(ENOENT.*check the path/],
    ['empty.img', /empty\.img is empty/],
    ['folder.img', /folder\.img is no plain file/],
    ['large.img', /large\.img has 2147483649 bytes, at most 2147483648/],
  ]
  await writeFile(join(vendor.directory, 'empty.img'), '')

  for (const [name, message] of cases) {
    const components = [{ name: 'app', imagePath: join(vendor.directory, name) }]
    await assert.rejects(vendor.build('1.0.0', first, { components }), refusal(message))
  }
})

test('components that share a name are refused', async (context) => {
  const vendor = await openVendor(context)
  const twice = { name: 'app', imagePath: join(vendor.directory, 'app.img') }

  await assert.rejects(vendor.build('1.0.0', first, { components: [twice, twice] }), refusal(/app is named twice/))
})

test('a build tells of every part of every step', async (context) => {
  const vendor = await openVendor(context)
  await vendor.build('1.0.0', first)
  const told: Progress[] = []

  await vendor.build('1.1.0', second, { onProgress: (progress) => told.push(progress) })

  assert.deepEqual(
    told.filter(({ done, total }) => done === total).map(({ label }) => label),
    ['app 1.1.0', 'app 1.0.0 to 1.1.0: comparing', 'app 1.0.0 to 1.1.0: encoding', 'app 1.0.0 to 1.1.0: checking'],
  )
})

interface Vendor {
  readonly directory: string
  readonly repository: Repository
  build(version: string, image: Uint8Array, more?: Partial<BuildInput>): Promise<BuiltRelease>
  targets(): Promise<ReturnType<typeof targetsOf>>
}

async function openVendor(context: TestContext): Promise<Vendor> {
  const directory = await mkdtemp(join(tmpdir(), 'mycel-build-'))
  context.after(() => rm(directory, { recursive: true }))
  const keys = join(directory, 'keys')
  await initialiseKeys(keys, now)
  const signers = {
    targets: await loadKey(keys, 'targets'),
    snapshot: await loadKey(keys, 'snapshot'),
    timestamp: await loadKey(keys, 'timestamp'),
    rollouts: undefined,
  }
  const repository = await Repository.openOrCreate(join(directory, 'repository'), await readFile(rootFile(keys)))
  const imagePath = join(directory, 'app.img')
  const shared = {
    repository,
    product: 'hub',
    components: [{ name: 'app', imagePath }],
    from: 'newest',
    signers,
    now,
  } as const
  return {
    directory,
    repository,
    targets: async () => targetsOf(await repository.metadata(now)),
    build: async (version, image, more) => {
      await writeFile(imagePath, image)
      return await buildRelease({ ...shared, version, ...more })
    },
  }
}

function basesOf(built: BuiltRelease): string[] {
  return built.components.flatMap((component) => component.deltas.map((delta) => delta.baseVersion))
}

function refusal(message: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof UserError && message.test(error.message)
}
