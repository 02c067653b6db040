/** An update whose repository the tracker's builder made, from images that use every way to make a chunk. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { check } from '#core/check.ts'
import { type Digest, sha256 } from '#core/digest.ts'
import type { Firmware, ServedRepository, Update } from '#sim/full/update.ts'
import { makeRootFile, vendor } from '#test/core/metadata/vendor.ts'
import { noiseImage } from '#test/node/hostile/noise-image.ts'
import { buildRelease } from '#tracker/release/build.ts'
import { Repository } from '#tracker/release/repository.ts'

const product = 'hub'

/** When the releases are published; their metadata is good for weeks. */
const publishedAt = new Date('2026-08-01T00:00:00Z')

/** What images under 1 MiB are cut into. */
const chunkBytes = 64 * 1024

/** The update of the crash points. */
export async function builtUpdate(): Promise<Update> {
  const from: Firmware = { version: '1.0.0', images: oldImages() }
  const to: Firmware = { version: '2.0.0', images: newImages() }
  const { update } = await publishUpdate({ from, to, published: [from, to] }, async () => {})
  return update
}

/** A firmware that devices run, the one that they are to take, and what is published of them, in its order. */
export interface UpdateFacts {
  readonly from: Firmware
  readonly to: Firmware
  readonly published: readonly Firmware[]
}

/** Builds the releases in a directory that is gone afterwards; meanwhile `read` reads from it what it wants. */
export async function publishUpdate<T>(
  { from, to, published }: UpdateFacts,
  read: (built: { readonly directory: string; readonly product: string; readonly version: string }) => Promise<T>,
): Promise<{ readonly update: Update; readonly read: T }> {
  const directory = await mkdtemp(join(tmpdir(), 'mycel-built-update-'))
  try {
    const repository = await Repository.openOrCreate(join(directory, 'repository'), makeRootFile())
    for (const firmware of published) await publish(repository, firmware, directory)
    const update = { product, from, to, repository: await served(repository) }
    return { update, read: await read({ directory: repository.directory, product, version: to.version }) }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

function oldImages(): ReadonlyMap<string, Uint8Array> {
  return new Map([
    ['app', noiseImage('app', chunkBytes)],
    ['rootfs', noiseImage('rootfs', 5 * chunkBytes)],
  ])
}

/** In order: patched; same, patched, copied from elsewhere, zero, new, patched and longer than before. */
function newImages(): ReadonlyMap<string, Uint8Array> {
  const old = oldImages().get('rootfs') ?? new Uint8Array()
  const rootfs = new Uint8Array(6 * chunkBytes - 1000)
  rootfs.set(old)
  touch(rootfs, 1)
  rootfs.set(old.subarray(4 * chunkBytes, 5 * chunkBytes), 2 * chunkBytes)
  rootfs.fill(0, 3 * chunkBytes, 4 * chunkBytes)
  rootfs.set(noiseImage('new', chunkBytes), 4 * chunkBytes)
  rootfs.set(old.subarray(0, chunkBytes - 1000), 5 * chunkBytes)
  touch(rootfs, 5)
  const app = noiseImage('app', chunkBytes).slice()
  touch(app, 0)
  return new Map([
    ['app', app],
    ['rootfs', rootfs],
  ])
}

/** Changes a few kilobytes of a chunk. */
function touch(image: Uint8Array, chunk: number): void {
  image.set(noiseImage(`touch ${chunk}`, 4000), chunk * chunkBytes + 20_000)
}

async function publish(repository: Repository, { version, images }: Firmware, directory: string): Promise<void> {
  const components: { readonly name: string; readonly imagePath: string }[] = []
  for (const [name, image] of images) {
    const imagePath = join(directory, `${name}-${version}.img`)
    await writeFile(imagePath, image)
    components.push({ name, imagePath })
  }
  await buildRelease({ repository, product, version, components, from: 'all', signers: vendor, now: publishedAt })
}

async function served(repository: Repository): Promise<ServedRepository> {
  const timestamp = await repository.metadataFile('timestamp', 0)
  check(timestamp !== undefined, 'a repository that was published to has a timestamp')
  const blobs = new Map<Digest, Uint8Array>()
  for (const entry of await readdir(repository.directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const bytes = new Uint8Array(await readFile(join(entry.parentPath, entry.name)))
    blobs.set(sha256(bytes), bytes)
  }
  const { timestampVersion } = await repository.head()
  return { root: makeRootFile(), timestamp, timestampVersion, blobs, publishedAtMs: publishedAt.getTime() }
}
