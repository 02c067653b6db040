import { UserError } from '#core/errors.ts'
import type { CreatedRollout, RolloutSummary } from '#tracker/api/schema/rollout.ts'
import type { TrackerClient } from '#tracker/client/tracker-client.ts'

/** What a rollout is asked for with: a template, or the fields of a plan, and what counts more than they say. */
export interface RolloutWish {
  readonly product: string
  readonly version: string
  readonly template?: string
  readonly urgency?: 'critical'
  readonly [field: string]: unknown
}

/** What names the release of a rollout. */
type Place = Pick<RolloutWish, 'product' | 'version'>

/**
 * Begins a rollout, unless one of this release is under way. Throws {@link UserError} with what the tracker says, and
 * where one was stopped: what was taken back does not come again by itself.
 */
export async function startRollout(client: TrackerClient, wish: RolloutWish): Promise<RolloutSummary> {
  const before = await findRollout(client, wish)
  if (before === undefined) {
    return (await client.ask<CreatedRollout>({ method: 'POST', path: '/v1/rollouts', body: wish })).rollout
  }
  const { id, state, product, version } = before
  if (state === 'running' || state === 'paused' || state === 'complete') return before
  throw new UserError(
    `the rollout ${id} of ${product} ${version} is ${state}: ship a new version, or begin another by 'mycel rollout create' if it was not the release`,
  )
}

/** The newest rollout of a release that has begun. Throws {@link UserError} where the tracker knows none. */
export async function requireRollout(client: TrackerClient, place: Place): Promise<RolloutSummary> {
  const rollout = await findRollout(client, place)
  if (rollout !== undefined) return rollout
  throw new UserError(
    `the tracker has forgotten the rollout of ${place.product} ${place.version}: was its state directory restored? begin it by 'mycel rollout create'`,
  )
}

/** Lists come newest first. */
async function findRollout(client: TrackerClient, { product, version }: Place): Promise<RolloutSummary | undefined> {
  for await (const rollout of client.all<RolloutSummary>({ path: '/v1/rollouts', query: { product } })) {
    if (rollout.version === version) return rollout
  }
  return undefined
}
