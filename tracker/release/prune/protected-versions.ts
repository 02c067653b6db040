import { compareVersions } from '#core/format/name.ts'
import type { Rollout } from '#core/rollout/rollout.ts'

/**
 * The versions of a product that a rollout hands out, or may go on to hand out: their deltas are not pruned. Of the
 * rollouts that are complete the one of the newest version counts, since devices that were away still take it.
 */
export function protectedVersions(rollouts: readonly Rollout[], product: string): ReadonlySet<string> {
  const mine = rollouts.filter((rollout) => rollout.product === product)
  const live = mine.filter(({ state }) => state === 'running' || state === 'paused').map(({ version }) => version)
  const complete = mine.filter(({ state }) => state === 'complete').map(({ version }) => version)
  return new Set([...live, ...complete.sort(compareVersions).slice(-1)])
}
