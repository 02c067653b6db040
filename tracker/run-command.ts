import { resolve } from 'node:path'
import type { Command } from 'commander'
import { Log } from '#adapters/log/log.ts'

interface TrackerOptions {
  readonly repo: string
  readonly keys: string
  readonly listen: readonly string[]
  readonly state?: string
  readonly logJson?: boolean
  readonly verbose?: boolean
}

/** Adds `mycel tracker …`. */
export function registerTrackerCommands(program: Command): void {
  program
    .command('tracker')
    .description('seed releases to devices')
    .command('run')
    .description('seed a repository over libp2p, hand out metadata and peers, renew snapshot and timestamp')
    .requiredOption('--repo <dir>', 'the repository')
    .requiredOption('--keys <dir>', 'the folder with tracker.key, snapshot.key and timestamp.key; no other key is read')
    .requiredOption('--listen <multiaddr...>', 'where to listen, such as /ip4/0.0.0.0/tcp/4500')
    .option('--state <dir>', 'what the tracker keeps (default: the repository with .state behind it)')
    .option('--log-json', 'log JSON lines, also on a terminal')
    .option('--verbose', 'log what devices do, too')
    .action(runAction)
}

async function runAction(options: TrackerOptions): Promise<void> {
  const { runTracker } = await import('#tracker/run.ts')
  const level = options.verbose === true ? 'debug' : 'info'
  const log = options.logJson === true ? Log.toStandardOutput(level, true) : Log.toStandardOutput(level)
  const stop = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => stop.abort())
  const { repo, keys, listen, state } = options
  const stateDirectory = resolve(state ?? `${repo}.state`)
  await runTracker({ repository: repo, keys, listen, stateDirectory, log, signal: stop.signal })
}
