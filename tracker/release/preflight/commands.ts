import type { Command } from 'commander'
import { jsonText, print } from '#adapters/terminal/print.ts'
import { showProgress } from '#adapters/terminal/progress.ts'
import { type TrackerPlace, withTrackerReached } from '#tracker/client/tracker-place.ts'
import { readFleetVersions } from '#tracker/release/bases/fleet-versions.ts'
import { Repository } from '#tracker/release/repository.ts'
import { checklistLineText, checklistResultText } from './checklist-text.ts'
import { preflight } from './preflight.ts'
import { fleetOf, reachTracker } from './reach-tracker.ts'

/** Adds `release preflight` to the command `release`. */
export function registerPreflightCommand(release: Command): void {
  const command = release
    .command('preflight')
    .description('answer the checklist before a release goes out: each line PASS, FAIL, or --- for a person to look at')
    .requiredOption('--repo <directory>', 'the repository')
    .requiredOption('--keys <directory>', 'the folder of keys that the release is signed with')
    .requiredOption('--product <name>', 'the kind of device')
    .requiredOption('--version <version>', 'the version of the release')
    .option('--fleet <file>', 'how many devices run each version (without: what the tracker counts, else all releases)')
    .option('--ack <name>', 'who answers for it that those who are concerned know the release and its window')
    .option('--one-way', 'the security epoch may rise: devices do not go back')
    .option('--no-analyze', 'do not look at the images for what makes deltas large')
  withTrackerReached(command).option('--json', 'print JSON and no progress').action(preflightAction)
}

interface PreflightOptions extends TrackerPlace {
  readonly repo: string
  readonly keys: string
  readonly product: string
  readonly version: string
  readonly fleet?: string
  readonly ack?: string
  readonly oneWay?: boolean
  readonly analyze: boolean
  readonly json?: boolean
}

async function preflightAction(options: PreflightOptions, command: Command): Promise<void> {
  const { repo, keys, product, version, fleet, ack, oneWay, analyze, json } = options
  const tracker = await reachTracker(options, options)
  const input = {
    repository: await Repository.open(repo),
    keys,
    product,
    version,
    fleet: fleet === undefined ? await fleetOf(tracker, product) : await readFleetVersions(fleet),
    acknowledgedBy: ack,
    isOneWay: oneWay === true,
    isAnalyzed: analyze,
    tracker,
    now: new Date(),
    onProgress: json === true ? () => undefined : showProgress(process.stderr, () => performance.now()),
  }
  const checklist = await preflight(input, (line) => {
    if (json !== true) print(command, checklistLineText(line))
  })
  print(command, json === true ? jsonText(checklist) : checklistResultText(checklist))
  process.exitCode = checklist.isReady ? 0 : 1
}
