import { resolve } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { Log } from '#adapters/log/log.ts'
import { type ListenAddress, parseListenAddress } from '#adapters/metrics/listen-address.ts'
import { uploadLimitMin } from '#adapters/net/upload-limit.ts'
import { messageOf } from '#core/errors.ts'
import { registerDashboardCommand } from '#tracker/client/dashboard-command.ts'
import { registerTokenCommands } from '#tracker/client/token-commands.ts'
import type { TrackerPlaces } from '#tracker/status/print-status.ts'
import { defaultStateDirectory } from '#tracker/status/state-directory.ts'

/** Where the API is unless told otherwise: reached from this machine alone. */
const apiDefault: ListenAddress = { host: '127.0.0.1', port: 8480 }

interface TrackerOptions {
  readonly repo: string
  readonly keys: string
  readonly listen: readonly string[]
  readonly state?: string
  readonly uploadLimit?: number
  readonly metrics?: ListenAddress
  /** False with --no-api. */
  readonly api: ListenAddress | false
  readonly logJson?: boolean
  readonly verbose?: boolean
}

/** Adds `mycel tracker …`. */
export function registerTrackerCommands(program: Command): void {
  const tracker = program.command('tracker').description('seed releases to devices')
  tracker
    .command('run')
    .description('seed a repository over libp2p, hand out metadata and peers, renew snapshot and timestamp')
    .requiredOption('--repo <dir>', 'the repository')
    .requiredOption(
      '--keys <dir>',
      'the folder with tracker, snapshot, timestamp and rollouts.key; no other key is read',
    )
    .requiredOption('--listen <multiaddr...>', 'where to listen, such as /ip4/0.0.0.0/tcp/4500')
    .option('--state <dir>', 'what the tracker keeps (default: the repository with .state behind it)')
    .option(
      '--upload-limit <bytes>',
      'serve at most so many bytes per second, shared fairly by the devices',
      uploadRate,
    )
    .option('--metrics <address>', 'serve metrics to Prometheus, at an address such as 127.0.0.1:9465', listenAddress)
    .addOption(
      new Option('--api <address>', 'serve the API and the dashboard at this address')
        .argParser(listenAddress)
        .default(apiDefault, '127.0.0.1:8480'),
    )
    .option('--no-api', 'serve no API: rollouts go on, and nobody can steer them')
    .option('--log-json', 'log JSON lines, also on a terminal')
    .option('--verbose', 'log what devices do, too')
    .action(runAction)
  tracker
    .command('status')
    .description('show what the tracker serves, what its repository publishes, and until when that is good')
    .option('--repo <dir>', 'the repository')
    .option('--state <dir>', 'what the tracker keeps (default: the repository with .state behind it)')
    .option('--json', 'print one JSON object')
    .action(async ({ json, ...places }: TrackerPlaces & { readonly json?: boolean }) => {
      const { printTrackerStatus } = await import('#tracker/status/print-status.ts')
      await printTrackerStatus(places, json === true)
    })
  registerTokenCommands(tracker)
  registerDashboardCommand(tracker)
}

async function runAction(options: TrackerOptions): Promise<void> {
  const { runTracker } = await import('#tracker/run.ts')
  const level = options.verbose === true ? 'debug' : 'info'
  const log = options.logJson === true ? Log.toStandardOutput(level, true) : Log.toStandardOutput(level)
  const stop = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => stop.abort())
  const { repo: repository, keys, listen, state, uploadLimit, metrics } = options
  const stateDirectory = state === undefined ? defaultStateDirectory(repository) : resolve(state)
  const api = options.api === false ? undefined : options.api
  await runTracker({ repository, keys, listen, stateDirectory, uploadLimit, metrics, api, log, signal: stop.signal })
}

function listenAddress(text: string): ListenAddress {
  try {
    return parseListenAddress(text)
  } catch (error) {
    throw new InvalidArgumentError(messageOf(error))
  }
}

function uploadRate(text: string): number {
  const rate = Number(text)
  if (Number.isSafeInteger(rate) && rate >= uploadLimitMin) return rate
  throw new InvalidArgumentError(`write bytes per second, at least ${uploadLimitMin}`)
}
