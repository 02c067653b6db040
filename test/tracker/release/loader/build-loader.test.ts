import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { applyBsdiff40 } from '#adapters/bsdiff/bsdiff40.ts'
import { sha256 } from '#core/digest.ts'
import { UserError } from '#core/errors.ts'
import { type MycelTarget, targetsOf } from '#core/metadata/target.ts'
import { whyNoBsdiff } from '#test/adapters/bsdiff/why-no-bsdiff.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { noise, worn } from '#test/core/delta/sample-images.ts'
import { makeRootFile, vendor } from '#test/core/metadata/vendor.ts'
import { type BuildInput, type BuiltRelease, buildRelease } from '#tracker/release/build.ts'
import { Repository } from '#tracker/release/repository.ts'

const skip = await whyNoBsdiff()
const now = new Date('2026-08-01T00:00:00Z')
const first = noise(80_000)
const second = worn(first, 700)
const third = worn(second, 900)

test('a loader that reads bsdiff40 gets the patch as a file of the repository', { skip }, async (t) => {
  const bench = await openBench(t)
  await bench.build('1.0.0', first, { loader: 'bsdiff40' })

  await bench.build('1.1.0', second)

  const [target] = (await bench.targets()).filter(({ type }) => type === 'bsdiff40')
  assert.ok(target?.type === 'bsdiff40')
  const { digest, bytes, ...signed } = target
  assert.deepEqual(signed, {
    type: 'bsdiff40',
    path: 'hub/1.1.0/app.from-1.0.0.bsdiff40',
    product: 'hub',
    version: '1.1.0',
    component: 'app',
    baseVersion: '1.0.0',
    baseImage: sha256(first),
    baseBytes: first.byteLength,
    image: sha256(second),
    imageBytes: second.byteLength,
  })
  const patch = await bench.repository.readTarget(target)
  assert.deepEqual({ digest, bytes }, { digest: sha256(patch), bytes: patch.byteLength })
  const made = await applyBsdiff40(first, patch, { digest: target.image, bytes: target.imageBytes })
  assert.equal(made.type, 'done')
})

test('a build says what its patches for the loader cost', { skip }, async (t) => {
  const bench = await openBench(t)
  await bench.build('1.0.0', first, { loader: 'bsdiff40' })

  const built = await bench.build('1.1.0', second)

  const [target] = (await bench.targets()).filter(({ type }) => type === 'bsdiff40')
  assert.equal(built.loader, 'bsdiff40')
  assert.deepEqual(built.components[0]?.bsdiff40, [{ baseVersion: '1.0.0', bytes: target?.bytes }])
  assert.deepEqual(built.leftOutPatches, [])
})

test('later releases inherit the loader until one ends it', { skip }, async (t) => {
  const bench = await openBench(t)
  await bench.build('1.0.0', first, { loader: 'bsdiff40' })
  const heir = await bench.build('1.1.0', second)

  const ended = await bench.build('1.2.0', third, { loader: 'none' })
  const later = await bench.build('1.3.0', first)

  assert.deepEqual([heir.loader, ended.loader, later.loader], ['bsdiff40', 'none', 'none'])
  assert.deepEqual([ended, later].flatMap(patchesOf), [])
})

test('a product whose loader nobody named gets no patches for one', { skip }, async (t) => {
  const bench = await openBench(t)
  await bench.build('1.0.0', first)

  const built = await bench.build('1.1.0', second)

  assert.equal(built.loader, 'none')
  assert.deepEqual(patchesOf(built), [])
})

test('an image that did not change needs no patch', { skip }, async (t) => {
  const bench = await openBench(t)
  await bench.build('1.0.0', first, { loader: 'bsdiff40' })

  const built = await bench.build('1.1.0', first)

  assert.deepEqual(patchesOf(built), [])
  assert.deepEqual(built.leftOutPatches, [])
})

test('building again adds the patches that are missing, and then changes nothing', { skip }, async (t) => {
  const bench = await openBench(t)
  await bench.build('1.0.0', first, { loader: 'bsdiff40' })
  await bench.build('1.1.0', second)
  await bench.build('1.2.0', third, { from: 'newest' })

  const more = await bench.build('1.2.0', third, { from: 'all' })
  const again = await bench.build('1.2.0', third, { from: 'all' })

  assert.deepEqual(patchesOf(more).toSorted(), ['1.0.0', '1.1.0'])
  assert.deepEqual([more.outcome, again.outcome], ['published', 'unchanged'])
})

test('an image over 16 MiB is left out and named', { skip }, async (t) => {
  const bench = await openBench(t)
  const long = new Uint8Array(16 * 1024 * 1024 + 1)
  await bench.build('1.0.0', first, { loader: 'bsdiff40' })

  const built = await bench.build('1.1.0', long)

  assert.deepEqual(patchesOf(built), [])
  assert.deepEqual(
    built.leftOutPatches.map(({ component, baseVersion }) => [component, baseVersion]),
    [['app', '1.0.0']],
  )
  assert.match(built.leftOutPatches[0]?.problem ?? '', /16777217 bytes/)
})

test('a published release keeps the loader that it is signed for', { skip }, async (t) => {
  const bench = await openBench(t)
  await bench.build('1.0.0', first)

  const building = bench.build('1.0.0', first, { loader: 'bsdiff40' })

  await assert.rejects(building, (error: unknown) => {
    assert.ok(error instanceof UserError)
    assert.match(error.message, /hub 1\.0\.0 is published with the loader none: choose a new version/)
    return true
  })
})

interface Bench {
  readonly repository: Repository
  build(version: string, image: Uint8Array, more?: Partial<BuildInput>): Promise<BuiltRelease>
  targets(): Promise<readonly MycelTarget[]>
}

async function openBench(t: TestContext): Promise<Bench> {
  const directory = await temporaryDirectory(t)
  const repository = await Repository.openOrCreate(join(directory, 'repository'), makeRootFile())
  const imagePath = join(directory, 'app.img')
  const components = [{ name: 'app', imagePath }]
  return {
    repository,
    targets: async () => targetsOf(await repository.metadata(now)),
    build: async (version, image, more) => {
      await writeFile(imagePath, image)
      const shared = { repository, product: 'hub', components, from: 'newest', signers: vendor, now } as const
      return await buildRelease({ ...shared, version, ...more })
    },
  }
}

function patchesOf({ components }: BuiltRelease): readonly string[] {
  return components.flatMap(({ bsdiff40 }) => bsdiff40.map(({ baseVersion }) => baseVersion))
}
