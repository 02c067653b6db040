import { resolve } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { openBootStore } from '#adapters/boot/boot-store.ts'
import { readNodeConfig } from '#adapters/config/node-config.ts'
import { Log } from '#adapters/log/log.ts'
import type { SlotName } from '#core/boot/boot-state.ts'
import { messageOf } from '#core/errors.ts'
import { parseVersion } from '#core/format/name.ts'
import { systemClock } from '#node/boot/clock.ts'
import { nodeSpawner } from '#node/boot/spawn-node.ts'
import { supervise } from '#node/boot/supervise.ts'
import { dataPaths } from '#node/data-directory.ts'
import type { PrintPlanOptions } from '#node/plan/print-plan.ts'
import { noteCrash } from '#node/report/crash-notes.ts'
import { logBootEvent } from '#node/status/log-events.ts'
import type { OwnerAsk } from '#node/world/owner-asks.ts'

interface ConfigOption {
  readonly config: string
}

interface JsonOption {
  readonly json?: boolean
}

/** Adds `mycel node …` and `mycel config …`. */
export function registerCommands(program: Command): void {
  const node = program.command('node').description('provision and run a device')
  registerProvision(node)
  withConfig(node.command('run'))
    .description('run the device in the foreground')
    .addOption(new Option('--slot <slot>', 'the slot that the boot loader picked').choices(['a', 'b']))
    .option('--log-json', 'log JSON lines, also on a terminal')
    .option('--verbose', 'log what peers do, too')
    .addHelpText('after', '\nExit codes: 0 ended on request, 4 wants a reboot, 1 anything else.')
    .action(runAction)
  withConfig(node.command('supervise'))
    .description('run the device and start it again in the slot that boots next, as a boot loader would')
    .option('--verbose', 'log what peers do, too')
    .action(superviseAction)
  withConfig(node.command('check'))
    .description('say whether the device could run: keys, certificate, boot record, slots, state, decoder')
    .action(async ({ config }: ConfigOption) => {
      const { checkNode } = await import('#node/status/check-node.ts')
      process.stdout.write(await checkNode(await readNodeConfig(config)))
    })
  withConfig(node.command('status'))
    .description('show what the device runs, does and has moved')
    .option('--json', 'print one JSON object')
    .action(async ({ config, json }: ConfigOption & { readonly json?: boolean }) => {
      const { printStatus } = await import('#node/status/print-status.ts')
      await printStatus(await readNodeConfig(config), json === true)
    })
  withConfig(node.command('peers'))
    .description('show who is seen on the site, how, and why a peer is not used')
    .option('--json', 'print one JSON object')
    .action(async ({ config, json }: ConfigOption & { readonly json?: boolean }) => {
      const { printPeers } = await import('#node/peers/print-peers.ts')
      await printPeers(await readNodeConfig(config), json === true)
    })
  withConfig(node.command('plan [version]'))
    .description('say what taking a release would fetch from where, and what it may cost on the WAN')
    .option('--explain', 'say it of each component, and what the bound is made of')
    .option('--json', 'print one JSON object with all of it')
    .action(async (version: string | undefined, { config, ...options }: ConfigOption & PrintPlanOptions) => {
      const { printPlan } = await import('#node/plan/print-plan.ts')
      const asked = version === undefined ? undefined : parseVersion(version)
      await printPlan(await readNodeConfig(config), asked, options)
    })
  withConfig(node.command('install <version>'))
    .description('take a signed release now, also one that was rolled back')
    .action((version: string, { config }: ConfigOption) =>
      ask(config, { type: 'install', version: parseVersion(version) }),
    )
  withConfig(node.command('rollback'))
    .description('return to the release in the other slot and reboot')
    .action(({ config }: ConfigOption) => ask(config, { type: 'rollback' }))
  withConfig(node.command('reboot'))
    .description('start the trial of a staged release (reboot policy "manual")')
    .action(({ config }: ConfigOption) => ask(config, { type: 'reboot' }))
  withConfig(node.command('updates'))
    .description('say of each release why it is or is not taken')
    .option('--json', 'print one JSON object')
    .action(async ({ config, json }: ConfigOption & { readonly json?: boolean }) => {
      const { printUpdates } = await import('#node/updates/print-updates.ts')
      await printUpdates(await readNodeConfig(config), json === true)
    })
  withConfig(node.command('approve <version>'))
    .description('take a release that waits for its owner ([updates] consent = "ask")')
    .option('--json', 'print one JSON object')
    .action((version: string, options: ConfigOption & JsonOption) => answer('approve', version, options))
  withConfig(node.command('skip <version>'))
    .description('put a release off for a day, as often as its rollout allows')
    .option('--json', 'print one JSON object')
    .action((version: string, options: ConfigOption & JsonOption) => answer('skip', version, options))
  const config = program.command('config').description('check the configuration of a device')
  config
    .command('check <file>')
    .description('say line and key of everything that is wrong')
    .action(async (file: string) => {
      await readNodeConfig(file)
      process.stdout.write(`${file}: ok\n`)
    })
}

function withConfig(command: Command): Command {
  return command.requiredOption('--config <file>', "the device's node.toml")
}

function registerProvision(node: Command): void {
  node
    .command('provision')
    .description('prepare a device as a factory does: identity, certificate, slots, first image')
    .requiredOption('--dir <dir>', 'the data directory to make')
    .requiredOption('--authority <dir>', 'the folder with authority.key')
    .requiredOption('--root <file>', 'the root.json that the device will trust')
    .option('--tracker <multiaddr...>', 'where the tracker is, ending in /p2p/ and its peer id', [])
    .option('--source <url...>', 'web servers with a copy of the repository; with one, no tracker is needed', [])
    .requiredOption('--product <name>', 'the product whose releases the device takes')
    .requiredOption('--version <version>', 'the version of the first image')
    .requiredOption('--image <component=file...>', 'the first image of each component', componentImage)
    .option('--tag <tag...>', 'what the certificate says of the device, for rollouts')
    .option('--security-epoch <number>', 'the security epoch of the first image', wholeNumber, 0)
    .option('--slot-bytes <bytes>', 'size of each slot (default: twice the image)', wholeNumber)
    .option('--listen <multiaddr...>', 'where the device listens (default: /ip4/0.0.0.0/tcp/0)')
    .option('--service-tag <tag>', 'mDNS service tag by which neighbours find each other')
    .action(provisionAction)
}

interface ProvisionOptions {
  readonly dir: string
  readonly authority: string
  readonly root: string
  readonly tracker: readonly string[]
  readonly source: readonly string[]
  readonly product: string
  readonly version: string
  readonly image: readonly { readonly component: string; readonly path: string }[]
  readonly tag?: readonly string[]
  readonly securityEpoch: number
  readonly slotBytes?: number
  readonly listen?: readonly string[]
  readonly serviceTag?: string
}

async function provisionAction(options: ProvisionOptions): Promise<void> {
  const { provision } = await import('#node/provision/provision.ts')
  const { peer, config } = await provision({
    directory: resolve(options.dir),
    authorityKey: resolve(options.authority, 'authority.key'),
    root: options.root,
    trackers: options.tracker,
    httpSources: options.source,
    product: options.product,
    version: options.version,
    images: options.image,
    tags: options.tag ?? [],
    securityEpoch: options.securityEpoch,
    slotBytes: options.slotBytes,
    listen: options.listen,
    serviceTag: options.serviceTag,
  })
  process.stdout.write(`device ${peer}\nstart it with: mycel node supervise --config ${config}\n`)
}

async function runAction(options: {
  readonly config: string
  readonly slot?: SlotName
  readonly logJson?: boolean
  readonly verbose?: boolean
}): Promise<void> {
  const { runNode } = await import('#node/run.ts')
  const config = await readNodeConfig(options.config)
  const level = options.verbose === true ? 'debug' : 'info'
  const log = options.logJson === true ? Log.toStandardOutput(level, true) : Log.toStandardOutput(level)
  const stop = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => stop.abort())
  process.exitCode = await runNode({ config, slot: options.slot, log, signal: stop.signal })
}

/** Stays small: the supervisor loads no libp2p. */
async function superviseAction({
  config: file,
  verbose = false,
}: ConfigOption & { readonly verbose?: boolean }): Promise<void> {
  const config = await readNodeConfig(file)
  const log = Log.toStandardOutput()
  process.exitCode = await supervise({
    bootStore: openBootStore(dataPaths(config.dataDirectory).boot),
    startNode: nodeSpawner({ entry: process.argv[1] ?? 'mycel.ts', config: file, verbose }),
    report: (event) => logBootEvent(log, event),
    crashed: async (version, reason) => {
      const { crashes } = dataPaths(config.dataDirectory)
      // A medium that fails must not keep the device from running again.
      await noteCrash(crashes, { at: Date.now(), version, reason }).catch((error: unknown) =>
        log.warn('crash-unwritable', { reason: messageOf(error) }),
      )
    },
    clock: systemClock,
  })
}

async function ask(file: string, request: OwnerAsk): Promise<void> {
  const { askNode } = await import('#node/status/owner-api.ts')
  const config = await readNodeConfig(file)
  await askNode(config.dataDirectory, request)
  process.stdout.write(`the device does it now; 'mycel node status --config ${file}' shows how far it is\n`)
}

async function answer(
  type: 'approve' | 'skip',
  version: string,
  { config: file, json = false }: ConfigOption & JsonOption,
): Promise<void> {
  const { askNode } = await import('#node/status/owner-api.ts')
  const config = await readNodeConfig(file)
  await askNode(config.dataDirectory, { type, version: parseVersion(version) })
  const done = type === 'approve' ? `${version} is approved` : `${version} is put off for a day`
  const report = { [type === 'approve' ? 'approved' : 'skipped']: version }
  process.stdout.write(
    json ? `${JSON.stringify(report)}\n` : `${done}; 'mycel node updates --config ${file}' says what is next\n`,
  )
}

function componentImage(
  text: string,
  before: readonly { readonly component: string; readonly path: string }[] = [],
): readonly { readonly component: string; readonly path: string }[] {
  const [component, ...path] = text.split('=')
  if (component === undefined || component === '' || path.length === 0) {
    throw new InvalidArgumentError('write it as component=file, for example rootfs=image.ext4')
  }
  return [...before, { component, path: path.join('=') }]
}

function wholeNumber(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number) || number < 0) throw new InvalidArgumentError('write a whole number')
  return number
}
