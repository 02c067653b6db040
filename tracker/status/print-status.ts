import { UserError } from '#core/errors.ts'
import { Repository } from '#tracker/release/repository.ts'
import { askTrackerStatus } from './ask-status.ts'
import { defaultStateDirectory } from './state-directory.ts'
import { type TrackerReport, trackerStatusText } from './status-text.ts'
import { repositoryStatus } from './tracker-status.ts'

/** Where to look; at least one. */
export interface TrackerPlaces {
  readonly repo?: string
  readonly state?: string
}

/** Prints what a tracker serves, and what its repository publishes where none runs. Throws {@link UserError}. */
export async function printTrackerStatus(places: TrackerPlaces, json: boolean): Promise<void> {
  const report = await trackerReport(places)
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : trackerStatusText(report, new Date()))
}

async function trackerReport({ repo, state }: TrackerPlaces): Promise<TrackerReport> {
  const stateDirectory = state ?? (repo && defaultStateDirectory(repo))
  if (stateDirectory === undefined) {
    throw new UserError('name the repository with --repo, or what the tracker keeps with --state')
  }
  const repository = repo === undefined ? undefined : await repositoryStatus(await Repository.open(repo))
  const tracker = await askTrackerStatus(stateDirectory)
  return { repository: repository ?? tracker?.repository ?? null, tracker: tracker ?? null }
}
