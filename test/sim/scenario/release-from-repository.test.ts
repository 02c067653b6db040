import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { UserError } from '#core/errors.ts'
import { readScenario } from '#sim/scenario/read-scenario.ts'
import { readReleaseModel } from '#sim/scenario/release-from-repository.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { Fleet, product } from '#test/node/hostile/fleet.ts'
import { noiseImage } from '#test/node/hostile/noise-image.ts'
import type { BuiltRelease } from '#tracker/release/build.ts'
import { readIfThere } from '#tracker/release/repository-published.ts'

const chunkBytes = 64 * 1024

/** A fleet with two releases of eight chunks of noise, of which the newer one changes the first, and what was built. */
async function publishTwo(directory: string): Promise<{ readonly fleet: Fleet; readonly newer: BuiltRelease }> {
  const fleet = await Fleet.make(directory)
  const older = noiseImage('older', 8 * chunkBytes)
  await fleet.publish('1.0.0', older)
  const newer = new Uint8Array(older)
  newer.set(noiseImage('newer', chunkBytes))
  return { fleet, newer: await fleet.publish('1.1.0', newer) }
}

test('a built release is simulated with the chunks and payloads that it has', async (t) => {
  const { fleet, newer } = await publishTwo(await temporaryDirectory(t))

  const model = await readReleaseModel({ directory: fleet.repository, product, version: '1.1.0' })

  const [full, delta] = model.exact ?? []
  const [summary] = newer.components
  assert.deepEqual([model.version, model.imageBytes, model.chunkBytes], ['1.1.0', 8 * chunkBytes, chunkBytes])
  assert.equal(full?.from, 'full')
  assert.deepEqual(
    full.payloads.map(({ chunks }) => chunks),
    Array.from({ length: 8 }, (_, chunk) => [chunk]),
  )
  assert.deepEqual([delta?.from, delta?.payloads.map(({ chunks }) => chunks)], ['1.0.0', [[0]]])
  assert.equal(model.payloadBytes.from['1.0.0'], delta?.payloads[0]?.bytes)
  assert.ok(model.payloadBytes.full > 8 * chunkBytes && model.payloadBytes.full < 8.1 * chunkBytes)
  assert.ok(model.documentBytes > 0)
  assert.equal(summary?.deltas[0]?.payloadBytes, model.payloadBytes.from['1.0.0'])
})

test('chunks that are equal have one full payload', async (t) => {
  const fleet = await Fleet.make(await temporaryDirectory(t))
  const image = noiseImage('older', 4 * chunkBytes).slice()
  image.fill(0, chunkBytes, 3 * chunkBytes)
  await fleet.publish('1.0.0', image)

  const { exact, payloadBytes } = await readReleaseModel({ directory: fleet.repository, product, version: '1.0.0' })

  const [full] = exact ?? []
  assert.deepEqual(
    full?.payloads.map(({ chunks }) => chunks),
    [[0], [1, 2], [3]],
  )
  assert.ok(payloadBytes.full < 2.1 * chunkBytes)
})

test('a scenario runs with a release that was built, on devices that have its base', async (t) => {
  const { fleet } = await publishTwo(await temporaryDirectory(t))
  const release = await readReleaseModel({ directory: fleet.repository, product, version: '1.1.0' })

  const scenario = readScenario('title: A built release.\nfleet: {sites: [{}]}\n', 'x.yaml', { release })

  assert.equal(scenario.release, release)
  assert.deepEqual(scenario.sites[0]?.versions, [{ version: '1.0.0', share: 1 }])
})

test('what a repository does not have is refused by its name', async (t) => {
  const { fleet } = await publishTwo(await temporaryDirectory(t))
  const directory = fleet.repository

  await assert.rejects(readReleaseModel({ directory, product, version: '1.2.0' }), /has no release 1\.2\.0 of hub/)
  await assert.rejects(
    readReleaseModel({ directory, product, version: '1.1.0', component: 'kernel' }),
    /release 1\.1\.0 of hub has the components rootfs: name the one/,
  )
})

test('a folder that is no repository is refused', async () => {
  const reading = readReleaseModel({ directory: join(tmpdir(), 'nowhere'), product, version: '1.0.0' })

  await assert.rejects(
    reading,
    (error) => error instanceof UserError && /is not a mycel repository/.test(error.message),
  )
})

test('a damaged page, and a missing one, are refused', async (t) => {
  const { fleet } = await publishTwo(await temporaryDirectory(t))
  const choice = { directory: fleet.repository, product, version: '1.1.0' }
  const reading = (page: (bytes: Uint8Array) => Uint8Array | undefined) =>
    readReleaseModel(choice, async (path) => {
      const bytes = await readIfThere(path)
      return bytes && path.includes('/blobs/') ? page(bytes) : bytes
    })

  await assert.rejects(
    reading((bytes) => bytes.toReversed()),
    /is damaged: blobs\/.* does not have the digest/,
  )
  await assert.rejects(
    reading(() => undefined),
    /is damaged: blobs\/.* is missing/,
  )
})
