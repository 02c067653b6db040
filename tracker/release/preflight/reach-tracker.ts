import { UserError } from '#core/errors.ts'
import { TrackerClient } from '#tracker/client/tracker-client.ts'
import type { TrackerPlace } from '#tracker/client/tracker-place.ts'
import type { FleetVersions } from '#tracker/release/bases/fleet-versions.ts'
import { askTrackerStatus } from '#tracker/status/ask-status.ts'
import { defaultStateDirectory } from '#tracker/status/state-directory.ts'
import type { ReachedTracker } from './preflight-input.ts'

/** A tracker as a release is prepared for it. */
export interface TrackerToAsk extends ReachedTracker {
  /** Its API; undefined where it was not reached. */
  readonly client: TrackerClient | undefined
}

/** The tracker of a repository: the one that runs on this machine, or one elsewhere that was named. */
export async function reachTracker(
  { repo, state, tracker, token }: TrackerPlace & { readonly repo: string },
  { product, version }: { readonly product: string; readonly version: string },
): Promise<TrackerToAsk> {
  if (tracker !== undefined) {
    const client = await TrackerClient.at({ tracker, ...(token !== undefined && { token }) })
    return {
      status: undefined,
      url: tracker,
      client,
      acknowledge: (by) => acknowledge(client, { product, version, by }),
    }
  }
  const stateDirectory = state ?? defaultStateDirectory(repo)
  const status = await askTrackerStatus(stateDirectory)
  const client = status === undefined ? undefined : await clientOf(stateDirectory)
  return {
    status,
    url: undefined,
    client,
    acknowledge: client && ((by) => acknowledge(client, { product, version, by })),
  }
}

/** What devices of a product run, as they reported it; undefined where no tracker was reached, or none has reported. */
export async function fleetOf({ client }: TrackerToAsk, product: string): Promise<FleetVersions | undefined> {
  if (client === undefined) return undefined
  const { versions } = await client.ask<{ readonly versions: Readonly<Record<string, number>> }>({
    path: '/v1/fleet/versions',
    query: { product },
  })
  const counts = Object.entries(versions)
  return counts.length === 0 ? undefined : new Map(counts)
}

/** A tracker may run without an API. */
async function clientOf(state: string): Promise<TrackerClient | undefined> {
  try {
    return await TrackerClient.at({ state })
  } catch (error) {
    if (error instanceof UserError) return undefined
    throw error
  }
}

/** The audit log keeps who wrote a note, and its reference. */
async function acknowledge(
  client: TrackerClient,
  { product, version, by }: { readonly product: string; readonly version: string; readonly by: string },
): Promise<void> {
  await client.ask({
    method: 'POST',
    path: '/v1/annotations',
    body: {
      text: `${by} answers for it that those who are concerned know ${product} ${version} and its maintenance window`,
      source: 'preflight',
      reference: `${product} ${version} acknowledged by ${by}`,
    },
  })
}
