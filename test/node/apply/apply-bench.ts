/** A repository with two releases in a folder, and the images that it was built from, for tests of `mycel apply`. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, type TestContext } from 'node:test'
import { type Applied, type ApplyRequest, applyRelease } from '#node/apply/apply-release.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { joined, noise, worn } from '#test/core/delta/sample-images.ts'
import { initialiseKeys, loadKey, rootFile } from '#tracker/keys/key-files.ts'
import { buildRelease } from '#tracker/release/build.ts'
import { Repository } from '#tracker/release/repository.ts'

/** When it is built and applied. */
export const now = new Date('2026-11-22T00:00:00Z')

/** What 1.0.0 is: 11 chunks of 64 KiB. */
export const oldImage = noise(700_000)

/** What 1.1.0 is: a chunk that stands still, two of zeros, moved, worn and new bytes. */
export const newImage = joined(
  oldImage.subarray(0, 65_536),
  new Uint8Array(2 * 65_536),
  oldImage.subarray(131_072, 262_144),
  worn(oldImage.subarray(300_000, 500_000), 3_000),
  noise(70_000, 77),
)

/** The folder, and how something is applied in it. */
export interface ApplyBench {
  readonly directory: string
  readonly root: string
  readonly repository: string
  /** By default, 1.1.0 is made of `old.img` as `new.img`. */
  apply(more?: Partial<ApplyRequest>): Promise<Applied>
}

/** A folder with a copy of the repository of hub 1.0.0 and 1.1.0, one component each, that goes away with the test. */
export async function openApplyBench(t: TestContext): Promise<ApplyBench> {
  const directory = await temporaryDirectory(t)
  built ??= build()
  await cp(await built, directory, { recursive: true })
  const [root, repository] = [join(directory, 'root.json'), join(directory, 'repository')]
  const usual: ApplyRequest = {
    oldPath: join(directory, 'old.img'),
    newPath: join(directory, 'new.img'),
    ...{ repository, root: await readFile(root), product: 'hub', version: '1.1.0', component: undefined, full: false },
    ...{ now, signal: new AbortController().signal, onProgress: () => undefined },
  }
  return { directory, root, repository, apply: (more = {}) => applyRelease({ ...usual, ...more }) }
}

/** The folder that all benches of a test file are copied from. */
let built: Promise<string> | undefined

after(async () => {
  if (built !== undefined) await rm(await built, { recursive: true })
})

async function build(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'mycel-apply-'))
  const keys = join(directory, 'keys')
  await initialiseKeys(keys, now)
  const root = await readFile(rootFile(keys))
  await writeFile(join(directory, 'root.json'), root)
  const repository = await Repository.openOrCreate(join(directory, 'repository'), root)
  const signers = {
    targets: await loadKey(keys, 'targets'),
    snapshot: await loadKey(keys, 'snapshot'),
    timestamp: await loadKey(keys, 'timestamp'),
    rollouts: undefined,
  }
  for (const [version, name, image] of [
    ['1.0.0', 'old.img', oldImage],
    ['1.1.0', 'built.img', newImage],
  ] as const) {
    const imagePath = join(directory, name)
    await writeFile(imagePath, image)
    const components = [{ name: 'app', imagePath }]
    await buildRelease({ repository, product: 'hub', version, components, from: 'newest', signers, now })
  }
  return directory
}
