import { read } from './widgets/basis/api.js'
import { element } from './widgets/basis/element.js'
import { emptyState, viewTitle } from './widgets/basis/section.js'
import { pager } from './widgets/pager.js'
import { rolloutTable } from './widgets/rollout-table.js'

/** @import { RolloutSummary } from '#tracker/api/schema/rollout.ts' */
/** @import { Page } from '#tracker/web/api-types.ts' */
/** @import { View } from './view.js' */
/** @import { Place } from './widgets/basis/place.js' */

/**
 * Every rollout, the newest first.
 *
 * @param {Place} place
 * @returns {View}
 */
export function rolloutsView(place) {
  return { title: 'Rollouts', everyMs: 5000, load: (signal) => load(place, signal) }
}

/**
 * @param {Place} place
 * @param {AbortSignal} signal
 */
async function load(place, signal) {
  /** @type {Page<RolloutSummary>} */
  const { items, next } = await read('/v1/rollouts', { limit: 50, cursor: place.query['cursor'] }, signal)
  const list =
    items.length === 0
      ? emptyState('No release has been rolled out. ', element('code', {}, 'mycel rollout create'), ' begins with one.')
      : rolloutTable('Rollouts, the newest first', items)
  return [viewTitle('Rollouts'), list, pager(place, next)]
}
