import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import { jsonText, print } from '#adapters/terminal/print.ts'
import { UserError } from '#core/errors.ts'
import { parseVersion } from '#core/format/name.ts'
import { loadKey } from '#tracker/keys/key-files.ts'
import { recentDefault } from '#tracker/release/bases/candidates.ts'
import { readFleetVersions } from '#tracker/release/bases/fleet-versions.ts'
import { readReleases } from '#tracker/release/bases/option-values.ts'
import { type PruneInput, previewPruning, pruneRepository } from '#tracker/release/prune/prune.ts'
import { pruneRows, pruneTable } from '#tracker/release/prune/prune-table.ts'
import { Repository } from '#tracker/release/repository.ts'

/**
 * How long files stay that nothing names: a device believes a list for 3 days, and may be switched off in an install.
 */
const graceDaysDefault = 14

/** Adds `release prune` to the commands of releases. */
export function registerPruneCommand(release: Command): void {
  release
    .command('prune')
    .description('withdraw deltas that nobody needs, and delete files that nothing has named for a while')
    .requiredOption('--repo <directory>', 'the repository')
    .option('--keys <directory>', 'the keys that sign releases; not needed with --dry-run')
    .option('--product <name>', 'prune the deltas of one product (without: of all)')
    .option('--keep <number>', 'how many of the newest releases keep their deltas', readReleases, recentDefault)
    .option('--fleet <file>', 'how many devices run each version: deltas from others go, too')
    .option('--protect <version...>', 'keep the deltas to these versions; those of rollouts are always kept')
    .option('--grace-days <days>', 'how long files stay that nothing names', readDays, graceDaysDefault)
    .option('--dry-run', 'say what would be done, and change nothing')
    .option('--json', 'print JSON')
    .action(prune)
}

interface PruneOptions {
  readonly repo: string
  readonly keys?: string
  readonly product?: string
  readonly keep: number
  readonly fleet?: string
  readonly protect?: readonly string[]
  readonly graceDays: number
  readonly dryRun?: boolean
  readonly json?: boolean
}

async function prune(options: PruneOptions, command: Command): Promise<void> {
  const { repo, keys, product, keep, fleet, protect = [], graceDays, dryRun = false, json } = options
  const input: PruneInput = {
    repository: await Repository.open(repo),
    product,
    keep,
    fleet: fleet === undefined ? undefined : await readFleetVersions(fleet),
    protect: protect.map(parseVersion),
    graceDays,
    now: new Date(),
  }
  const summary = dryRun
    ? await previewPruning(input)
    : await pruneRepository({ ...input, signers: await readSigners(keys) })
  const printed = { dryRun, ...summary, withdrawn: pruneRows(summary) }
  print(command, json === true ? jsonText(printed) : pruneTable(summary, { dryRun, graceDays }))
}

async function readSigners(keys: string | undefined) {
  if (keys === undefined) {
    throw new UserError('a list without the pruned deltas has to be signed: add --keys DIRECTORY, or --dry-run to look')
  }
  return {
    targets: await loadKey(keys, 'targets'),
    snapshot: await loadKey(keys, 'snapshot'),
    timestamp: await loadKey(keys, 'timestamp'),
    rollouts: undefined,
  }
}

function readDays(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text)) throw new InvalidArgumentError('Write a whole number from 1 to 999.')
  return Number(text)
}
