import { type Command, InvalidArgumentError, Option } from 'commander'
import { jsonText, print } from '#adapters/terminal/print.ts'
import { showProgress } from '#adapters/terminal/progress.ts'
import { chunkSizes } from '#core/chunk-geometry.ts'
import { UserError } from '#core/errors.ts'
import { targetsOf } from '#core/metadata/target.ts'
import { readRootFile } from '#tracker/keys/key-files.ts'
import { loadSigners } from '#tracker/keys/load-signers.ts'
import { registerAnalyzeCommand } from '#tracker/release/analyze/commands.ts'
import { basesTable } from '#tracker/release/bases/bases-table.ts'
import type { DeltaChoice } from '#tracker/release/bases/candidates.ts'
import { readFleetVersions } from '#tracker/release/bases/fleet-versions.ts'
import { readEpoch, readReleases, readSize } from '#tracker/release/bases/option-values.ts'
import { buildRelease } from '#tracker/release/build.ts'
import { describeRelease } from '#tracker/release/build-summary.ts'
import { releasesTable, releaseTable } from '#tracker/release/commands-table.ts'
import { type LoaderChoice, loaderChoices } from '#tracker/release/loader/choose-loader.ts'
import { leftOutPatchesText } from '#tracker/release/loader/left-out-text.ts'
import { registerPreflightCommand } from '#tracker/release/preflight/commands.ts'
import { registerPruneCommand } from '#tracker/release/prune/commands.ts'
import { Repository } from '#tracker/release/repository.ts'
import { registerShipCommand } from '#tracker/release/ship/commands.ts'

/** Adds the commands that build, check, list and prune releases to the program. */
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
    .option(
      '--from <choice...>',
      'versions to build deltas from; or all, newest, or auto: the last releases and what the fleet runs (without: auto)',
    )
    .option('--recent <number>', 'how many of the last releases auto builds from (without: 3)', readReleases)
    .option('--fleet <file>', 'how many devices run each version: { "versions": { "1.2.0": 431 } }')
    .option('--delta-budget <size>', 'the most that the deltas of this release may take, such as 200MB', readSize)
    .option(
      '--security-epoch <number>',
      'devices never go back below it (without: that of the release before)',
      readEpoch,
    )
    .option('--gated', 'devices take it only where a rollout admits them (without: all take it at once)')
    .option('--hardware <name...>', 'the hardware that it is for, as node.toml names it (without: all)')
    .option('--takes-from <range>', 'the running versions that may take it, such as ">=1.2.0" (without: all)')
    .addOption(
      new Option(
        '--loader <format>',
        'patches that the boot loader of the devices applies itself (without: that of the release before)',
      ).choices(loaderChoices),
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
  registerPreflightCommand(release)
  registerShipCommand(release)
  registerPruneCommand(release)
  registerAnalyzeCommand(release)
}

interface BuildOptions {
  readonly repo: string
  readonly keys: string
  readonly product: string
  readonly version: string
  readonly component: readonly NamedImage[]
  readonly from?: readonly string[]
  readonly recent?: number
  readonly fleet?: string
  readonly deltaBudget?: number
  readonly securityEpoch?: number
  readonly gated?: boolean
  readonly hardware?: readonly string[]
  readonly takesFrom?: string
  readonly loader?: LoaderChoice
  readonly chunkBytes?: number
  readonly json?: boolean
}

interface NamedImage {
  readonly name: string
  readonly imagePath: string
}

async function build(options: BuildOptions, command: Command): Promise<void> {
  const { product, version, keys } = options
  const signers = await loadSigners(keys)
  const built = await buildRelease({
    repository: await Repository.openOrCreate(options.repo, await readRootFile(keys)),
    product,
    version,
    components: options.component,
    from: readChoice(options.from ?? ['auto']),
    recent: options.recent,
    fleet: options.fleet === undefined ? undefined : await readFleetVersions(options.fleet),
    deltaBudgetBytes: options.deltaBudget,
    signers,
    now: new Date(),
    securityEpoch: options.securityEpoch,
    terms: { gated: options.gated, hardware: options.hardware, takesFrom: options.takesFrom },
    loader: options.loader,
    chunkBytes: options.chunkBytes,
    onProgress: options.json === true ? () => undefined : showProgress(process.stderr, () => performance.now()),
  })
  const heading =
    built.outcome === 'published'
      ? `Published ${product} ${version}.\n\n`
      : `${product} ${version} is published already with these images and deltas: nothing was changed.\n\n`
  print(
    command,
    options.json === true
      ? jsonText(built)
      : heading + releaseTable(built) + basesTable(built) + leftOutPatchesText(built),
  )
}

async function list(options: { readonly repo: string; readonly json?: boolean }, command: Command): Promise<void> {
  const repository = await Repository.open(options.repo)
  const targets = targetsOf(await repository.metadata(new Date()))
  const releases = targets
    .filter((target) => target.type === 'release')
    .map(({ product, version }) => ({ product, version, deltasFrom: deltasFrom(product, version) }))
  print(command, options.json === true ? jsonText({ releases }) : releasesTable(releases))

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
  print(command, options.json === true ? jsonText(summary) : releaseTable(summary))
}

function readChoice(words: readonly string[]): DeltaChoice {
  const choice = (['auto', 'all', 'newest'] as const).find((word) => words.includes(word))
  if (choice === undefined || words.length === 1) return choice ?? words
  throw new UserError(`--from ${choice} stands alone: leave it out, or the other words after --from`)
}

function readComponent(text: string, before: readonly NamedImage[] | undefined): readonly NamedImage[] {
  const [, name, imagePath] = /^([^=]+)=(.+)$/.exec(text) ?? []
  if (name === undefined || imagePath === undefined) {
    throw new InvalidArgumentError('Write it as NAME=IMAGE, such as rootfs=build/rootfs.ext4.')
  }
  return [...(before ?? []), { name, imagePath }]
}

function readChunkBytes(text: string): number {
  const bytes = Number(text)
  if (!chunkSizes.includes(bytes)) throw new InvalidArgumentError(`Write one of ${chunkSizes.join(', ')}.`)
  return bytes
}
