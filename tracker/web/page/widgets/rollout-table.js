import { element } from './basis/element.js'
import { linkTo } from './basis/place.js'
import { agoElement, countText } from './basis/quantity.js'
import { table } from './basis/table.js'
import { stateBadge } from './state-badge.js'

/** @import { RolloutSummary } from '#tracker/api/schema/rollout.ts' */

/**
 * Rollouts, each with the link to its timeline.
 *
 * @param {string} caption
 * @param {readonly RolloutSummary[]} rollouts
 */
export function rolloutTable(caption, rollouts) {
  return table({
    caption,
    columns: [
      { head: 'Rollout' },
      { head: 'State' },
      { head: 'Release' },
      { head: 'Phase' },
      { head: 'Began', isNumber: true },
      { head: 'Confirmed', isNumber: true },
      { head: 'Failed', isNumber: true },
      { head: 'Crashed', isNumber: true },
      { head: 'Changed' },
    ],
    rows: rollouts.map((rollout) => {
      const { id, product, version, urgency, openPhases, phases, phase, devices, updatedAt } = rollout
      return [
        element('a', { href: linkTo(['rollouts', id]) }, id),
        stateBadge(rollout),
        `${product} ${version}${urgency === 'critical' ? ', critical' : ''}`,
        openPhases === 0 ? `0 of ${phases}` : `${openPhases} of ${phases}, ${phase}`,
        countText(devices.began),
        countText(devices.confirmed),
        countText(devices.installFailed + devices.trialFailed),
        countText(devices.crashed),
        agoElement(updatedAt),
      ]
    }),
  })
}
