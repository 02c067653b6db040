import { devicesText } from './basis/quantity.js'

/** @import { RolloutDetail } from '#tracker/api/schema/rollout.ts' */
/** @import { FleetCounts } from '#tracker/web/api-types.ts' */

/** @typedef {RolloutDetail['actions'][number]} Action */

/**
 * @typedef {object} ActionText
 * @property {string} label what stands on its button
 * @property {string} title what a person is asked
 * @property {boolean} isGrave whether it cannot be undone
 */

/** @type {Readonly<Record<Action, ActionText>>} in the order of the page */
export const actionTexts = {
  approve: { label: 'Approve the next phase', title: 'Open the next phase?', isGrave: false },
  pause: { label: 'Pause', title: 'Pause this rollout?', isGrave: false },
  resume: { label: 'Resume', title: 'Resume this rollout?', isGrave: false },
  cancel: { label: 'Cancel', title: 'Cancel this rollout for good?', isGrave: true },
  abort: { label: 'Abort', title: 'Abort this rollout for good?', isGrave: true },
  'abort-and-take-back': {
    label: 'Abort and take back',
    title: 'Abort, and take the release back from all devices?',
    isGrave: true,
  },
}

/**
 * What an action does, in sentences with the numbers that the tracker knows now.
 *
 * @param {Action} action
 * @param {RolloutDetail} rollout
 * @param {FleetCounts} fleet the devices of its product
 * @returns {readonly string[]}
 */
export function consequences(action, rollout, fleet) {
  const { version, devices, openPhases } = rollout
  const installing = Math.max(0, devices.began - devices.confirmed - devices.installFailed - devices.trialFailed)
  const running = Math.max(0, devices.confirmed - devices.takenBack)
  const keep = `${devicesText(running)} that ${verb(running, 'runs', 'run')} ${version} ${verb(running, 'keeps', 'keep')} it.`
  const goOn = `${devicesText(installing)} that ${verb(installing, 'has', 'have')} begun and not ended ${verb(installing, 'goes', 'go')} on.`
  const drop = `${devicesText(installing)} that ${verb(installing, 'has', 'have')} begun and not ended ${verb(installing, 'drops', 'drop')} it.`
  const forGood = 'It cannot be resumed.'
  switch (action) {
    case 'pause':
      return ['Nobody else begins until it is resumed.', goOn, keep]
    case 'resume':
      return [`${admittedText(rollout, openPhases, fleet)} may take ${version} again.`]
    case 'approve':
      return [
        `Opens phase ${openPhases + 1} of ${rollout.phases}, ${rollout.plan.phases[openPhases]?.name ?? ''}, once nothing else is missing.`,
        `Then ${admittedText(rollout, openPhases + 1, fleet)} may take ${version}; now it is ${admittedText(rollout, openPhases, fleet)}.`,
      ]
    case 'cancel':
      return ['Nobody else begins, ever.', goOn, keep, forGood]
    case 'abort':
      return ['Nobody else begins, ever.', drop, keep, forGood]
    case 'abort-and-take-back':
      return [
        'Nobody else begins, ever.',
        drop,
        `${devicesText(running)} that ${verb(running, 'runs', 'run')} ${version} ${verb(running, 'goes', 'go')} back to the release before, with a reboot each.`,
        forGood,
      ]
  }
}

/**
 * How many devices the first phases admit, about: cohorts are drawn by a hash, and phases may overlap.
 *
 * @param {RolloutDetail} rollout
 * @param {number} openPhases
 * @param {FleetCounts} fleet
 */
function admittedText({ plan }, openPhases, fleet) {
  const phases = plan.phases.slice(0, openPhases)
  const most = phases.reduce(
    (sum, phase) => Math.max(sum, (matching(phase.select ?? {}, fleet) * phase.percent) / 100),
    0,
  )
  return `about ${devicesText(Math.round(most))} of ${fleet.devices.toLocaleString('en')}`
}

/**
 * How many devices a selector matches at most.
 *
 * @param {Readonly<Record<string, readonly string[]>>} select
 * @param {FleetCounts} fleet
 */
function matching(select, { devices, byGroup }) {
  const byTag = Object.entries(select).map(([tag, values]) =>
    values.reduce((sum, value) => sum + (byGroup[`${tag}=${value}`] ?? 0), 0),
  )
  return Math.min(devices, ...byTag)
}

/**
 * @param {number} count
 * @param {string} one
 * @param {string} many
 */
function verb(count, one, many) {
  return count === 1 ? one : many
}
