import { userInfo } from 'node:os'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { jsonText, print } from '#adapters/terminal/print.ts'
import { showProgress } from '#adapters/terminal/progress.ts'
import { UserError } from '#core/errors.ts'
import { targetsOf } from '#core/metadata/target.ts'
import { readPlanFile } from '#tracker/client/rollout-commands.ts'
import { type TrackerPlace, withTrackerReached } from '#tracker/client/tracker-place.ts'
import { templateNames } from '#tracker/engine/rollout/templates.ts'
import { readRootFile } from '#tracker/keys/key-files.ts'
import { loadSigners } from '#tracker/keys/load-signers.ts'
import { readEpoch } from '#tracker/release/bases/option-values.ts'
import { newestBefore, readRelease } from '#tracker/release/build-bases.ts'
import { checklistLineText } from '#tracker/release/preflight/checklist-text.ts'
import { reachTracker } from '#tracker/release/preflight/reach-tracker.ts'
import { Repository } from '#tracker/release/repository.ts'
import { ship } from './ship.ts'
import { shippedText, stepText } from './ship-text.ts'
import type { RolloutWish } from './start-rollout.ts'

/** Adds `release ship` to the command `release`. */
export function registerShipCommand(release: Command): void {
  const command = release
    .command('ship')
    .argument('<images...>', 'the image file; NAME=FILE where a release has several components')
    .description(
      'bring images to the devices: build, check, rehearse, sign and publish a release, and begin its rollout',
    )
    .requiredOption('--repo <directory>', 'the repository; made where there is none')
    .requiredOption('--keys <directory>', 'the keys that mycel keys init made')
    .requiredOption('--product <name>', 'the kind of device')
    .requiredOption('--version <version>', 'the version of the release, such as 1.4.0')
    .requiredOption('--rollout <plan>', `how it is rolled out: ${templateNames.join(', ')}, or the YAML file of a plan`)
    .option('--critical', 'leave out windows, jitter and skips')
    .option('--security-epoch <number>', 'devices never go back below it (without: as before)', readEpoch)
    .option('--one-way', 'the security epoch may rise: devices do not go back')
    .option('--no-rehearsal', 'do not let a modelled fleet take it first')
    .option('--ack <name>', 'who answers for it that those who are concerned know it (without: you)')
  withTrackerReached(command).option('--json', 'print JSON and no progress').action(shipAction)
}

interface ShipOptions extends TrackerPlace {
  readonly repo: string
  readonly keys: string
  readonly product: string
  readonly version: string
  readonly rollout: string
  readonly critical?: boolean
  readonly securityEpoch?: number
  readonly oneWay?: boolean
  readonly rehearsal: boolean
  readonly ack?: string
  readonly json?: boolean
}

async function shipAction(images: readonly string[], options: ShipOptions, command: Command): Promise<void> {
  const { repo, keys, json } = options
  const tell = (text: string): void => {
    if (json !== true) print(command, text)
  }
  const repository = await Repository.openOrCreate(repo, await readRootFile(keys))
  const shipped = await ship({
    repository,
    keys,
    signers: await loadSigners(keys),
    rollout: await readWish(options),
    components: await readComponents(repository, images, options),
    securityEpoch: options.securityEpoch,
    isOneWay: options.oneWay === true,
    isRehearsed: options.rehearsal,
    acknowledgedBy: options.ack ?? userName(),
    tracker: await reachTracker(options, options),
    entry: resolve(process.argv[1] ?? 'mycel.ts'),
    onStep: (step) => tell(stepText(step)),
    onLine: (line) => tell(checklistLineText(line)),
    onProgress: json === true ? () => undefined : showProgress(process.stderr, () => performance.now()),
  })
  print(command, json === true ? jsonText(shipped) : shippedText(shipped, repo))
}

/** Who runs this; in a container a user may have no name. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return `user ${process.getuid?.()}`
  }
}

async function readWish({ rollout, product, version, critical }: ShipOptions): Promise<RolloutWish> {
  const isTemplate = templateNames.some((name) => name === rollout)
  const plan = isTemplate ? { template: rollout } : await readPlanFile(rollout)
  return { ...plan, product, version, ...(critical === true && { urgency: 'critical' as const }) }
}

/** A file without a name is the one component of the release before, or `rootfs`. */
async function readComponents(
  repository: Repository,
  images: readonly string[],
  { product, version }: ShipOptions,
): Promise<readonly { readonly name: string; readonly imagePath: string }[]> {
  const [only, ...others] = images
  if (only !== undefined && others.length === 0 && !only.includes('=')) {
    return [{ name: await onlyComponent(repository, product, version), imagePath: only }]
  }
  return images.map((text) => {
    const [, name, imagePath] = /^([^=]+)=(.+)$/.exec(text) ?? []
    if (name !== undefined && imagePath !== undefined) return { name, imagePath }
    throw new UserError(`${text} is one of several images: write NAME=FILE, such as rootfs=build/rootfs.ext4`)
  })
}

async function onlyComponent(repository: Repository, product: string, version: string): Promise<string> {
  const targets = targetsOf(await repository.published())
  const before = newestBefore(targets, product, version)
  const release = before === undefined ? undefined : await readRelease(repository, targets, product, before)
  const [first, ...others] = release?.components ?? []
  if (others.length > 0) {
    const names = release?.components.map(({ name }) => `${name}=FILE`).join(' ')
    throw new UserError(`${product} ${before} has ${others.length + 1} components: name an image for each, as ${names}`)
  }
  return first?.name ?? 'rootfs'
}
