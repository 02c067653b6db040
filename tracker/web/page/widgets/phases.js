import { bar } from './basis/bars.js'
import { element } from './basis/element.js'
import { countText } from './basis/quantity.js'
import { table } from './basis/table.js'

/** @import { RolloutDetail } from '#tracker/api/schema/rollout.ts' */

/** @typedef {RolloutDetail['plan']['phases'][number]} Phase */

/**
 * The phases of a rollout: for whom they are, and what became of the devices of each.
 *
 * @param {RolloutDetail} rollout
 */
export function phaseTable(rollout) {
  return table({
    caption: 'Phases, and what became of their devices',
    columns: [
      { head: 'Phase' },
      { head: 'For' },
      { head: 'Is' },
      { head: 'Confirmed' },
      { head: 'Began', isNumber: true },
      { head: 'Failed', isNumber: true },
      { head: 'Crashed', isNumber: true },
      { head: 'Went back', isNumber: true },
    ],
    rows: rollout.plan.phases.map((phase, index) => {
      const { began, confirmed, installFailed, trialFailed, crashed, takenBack } = phase.devices
      return [
        element('span', { class: 'name' }, element('span', { class: 'step' }, index + 1), ` ${phase.name}`),
        forWhom(phase),
        standing(rollout, phase, index),
        element('span', { class: 'name' }, bar(began === 0 ? 0 : confirmed / began), countText(confirmed)),
        countText(began),
        countText(installFailed + trialFailed),
        countText(crashed),
        countText(takenBack),
      ]
    }),
  })
}

/** @param {Phase} phase */
function forWhom({ percent, select = {} }) {
  const tags = Object.entries(select).map(([tag, values]) => `${tag}=${values.join(' or ')}`)
  return `${percent} % of ${tags.length === 0 ? 'all devices' : `devices with ${tags.join(' and ')}`}`
}

/**
 * @param {RolloutDetail} rollout
 * @param {Phase} phase
 * @param {number} index
 */
function standing({ state, openPhases }, { isOpen, soak, approval }, index) {
  if (!isOpen) return state === 'running' || state === 'paused' ? 'to come' : 'never opened'
  if (index < openPhases - 1 || state === 'complete') return 'passed'
  if (state !== 'running') return state
  return `open, soaks ${soak}${approval ? ', then a person approves' : ''}`
}
