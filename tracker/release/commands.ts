import { readFile } from 'node:fs/promises'
import { type Command, InvalidArgumentError } from 'commander'
import { chunkSizes } from '#core/chunk-geometry.ts'
import { messageOf, UserError } from '#core/errors.ts'
import { targetsOf } from '#core/metadata/target.ts'
import { loadKey, rootFile } from '#tracker/keys/key-files.ts'
import { buildRelease } from '#tracker/release/build.ts'
import type { DeltaChoice } from '#tracker/release/build-bases.ts'
import { showProgress } from '#tracker/release/build-progress.ts'
import { describeRelease } from '#tracker/release/build-summary.ts'
import { releasesTable, releaseTable } from '#tracker/release/commands-table.ts'
import { Repository } from '#tracker/release/repository.ts'

/** Adds `release build`, `release list` and `release show` to the program. */
export function registerReleaseCommands(program: Command): void {
  const release = program.command('release').description('build signed releases and their deltas, and look at them')
  release
    .command('build')
    .description('build a release and its deltas from images, and publish them')
    .requiredOption('--repo <directory>', 'the repository; made where there is none')
    .requiredOption('--keys <directory>', 'the keys that mycel keys init made')
    .requiredOption('--product <name>', 'the kind of device')
    .requiredOption('--version <version>', 'the version of the release, such as 1.4.0')
    .requiredOption('--component <name=image...>', 'a component and the file of its image', readComponent)
    .option('--from <version...>', 'build deltas from these versions (without: from the newest earlier one)')
    .option('--all', 'build deltas from every earlier version')
    .option(
      '--security-epoch <number>',
      'devices never go back below it (without: that of the release before)',
      readEpoch,
    )
    .option(
      '--chunk-bytes <bytes>',
      'cut images into chunks of 65536, 262144 or 1048576 bytes (without: by their length)',
      readChunkBytes,
    )
    .option('--json', 'print JSON and no progress')
    .action(build)
  release
    .command('list')
    .description('list the releases of a repository')
    .requiredOption('--repo <directory>', 'the repository')
    .option('--json', 'print JSON')
    .action(list)
  release
    .command('show')
    .argument('<product>', 'the kind of device')
    .argument('<version>', 'the version of the release')
    .description('show what a release and its deltas cost to send')
    .requiredOption('--repo <directory>', 'the repository')
    .option('--json', 'print JSON')
    .action(show)
}

interface BuildOptions {
  readonly repo: string
  readonly keys: string
  readonly product: string
  readonly version: string
  readonly component: readonly NamedImage[]
  readonly from?: readonly string[]
  readonly all?: boolean
  readonly securityEpoch?: number
  readonly chunkBytes?: number
  readonly json?: boolean
}

interface NamedImage {
  readonly name: string
  readonly imagePath: string
}

async function build(options: BuildOptions, command: Command): Promise<void> {
  const { product, version, keys } = options
  const signers = {
    targets: await loadKey(keys, 'targets'),
    snapshot: await loadKey(keys, 'snapshot'),
    timestamp: await loadKey(keys, 'timestamp'),
  }
  const built = await buildRelease({
    repository: await Repository.openOrCreate(options.repo, await readRoot(keys)),
    product,
    version,
    components: options.component,
    from: deltaChoice(options),
    signers,
    now: new Date(),
    securityEpoch: options.securityEpoch,
    chunkBytes: options.chunkBytes,
    onProgress: options.json === true ? () => undefined : showProgress(process.stderr, () => performance.now()),
  })
  const heading =
    built.outcome === 'published'
      ? `Published ${product} ${version}.\n\n`
      : `${product} ${version} is published already with these images and deltas: nothing was changed.\n\n`
  print(command, options.json === true ? json(built) : heading + releaseTable(built))
}

async function list(options: { readonly repo: string; readonly json?: boolean }, command: Command): Promise<void> {
  const repository = await Repository.open(options.repo)
  const targets = targetsOf(await repository.metadata(new Date()))
  const releases = targets
    .filter((target) => target.type === 'release')
    .map(({ product, version }) => ({ product, version, deltasFrom: deltasFrom(product, version) }))
  print(command, options.json === true ? json({ releases }) : releasesTable(releases))

  function deltasFrom(product: string, version: string): readonly string[] {
    const deltas = targets.filter((target) => target.type === 'delta')
    const mine = deltas.filter((delta) => delta.product === product && delta.version === version)
    return [...new Set(mine.map((delta) => delta.baseVersion))]
  }
}

async function show(
  product: string,
  version: string,
  options: { readonly repo: string; readonly json?: boolean },
  command: Command,
): Promise<void> {
  const repository = await Repository.open(options.repo)
  const summary = await describeRelease(repository, targetsOf(await repository.metadata(new Date())), product, version)
  print(command, options.json === true ? json(summary) : releaseTable(summary))
}

function deltaChoice({ from, all }: BuildOptions): DeltaChoice {
  if (from !== undefined && all === true) throw new UserError('--from and --all exclude each other: leave one out')
  return all === true ? 'all' : (from ?? 'newest')
}

function readComponent(text: string, before: readonly NamedImage[] | undefined): readonly NamedImage[] {
  const [, name, imagePath] = /^([^=]+)=(.+)$/.exec(text) ?? []
  if (name === undefined || imagePath === undefined) {
    throw new InvalidArgumentError('Write it as NAME=IMAGE, such as rootfs=build/rootfs.ext4.')
  }
  return [...(before ?? []), { name, imagePath }]
}

function readEpoch(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Write a whole number from 0 to 999999999.')
  return Number(text)
}

function readChunkBytes(text: string): number {
  const bytes = Number(text)
  if (!chunkSizes.includes(bytes)) throw new InvalidArgumentError(`Write one of ${chunkSizes.join(', ')}.`)
  return bytes
}

async function readRoot(keys: string): Promise<Uint8Array> {
  try {
    return await readFile(rootFile(keys))
  } catch (cause) {
    throw new UserError(`${rootFile(keys)} cannot be read (${messageOf(cause)}): make keys with mycel keys init`, {
      cause,
    })
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`
}

function print(command: Command, text: string): void {
  command.configureOutput().writeOut?.(text)
}
