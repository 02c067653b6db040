import { element } from './basis/element.js'

/** @import { RolloutSummary } from '#tracker/api/schema/rollout.ts' */

/** @type {Readonly<Record<RolloutSummary['state'], readonly [string, string]>>} the sign and the colour of each state */
const looks = {
  running: ['▶', 'going'],
  paused: ['❚❚', 'held'],
  cancelled: ['■', 'over'],
  aborted: ['✗', 'bad'],
  complete: ['✓', 'good'],
}

/**
 * The state of a rollout. It is told by a sign and a word, not by its colour alone.
 *
 * @param {Pick<RolloutSummary, 'state' | 'takeBack'>} rollout
 */
export function stateBadge({ state, takeBack }) {
  const [sign, look] = looks[state]
  const word = takeBack ? `${state}, taken back` : state
  return element('span', { class: `badge ${look}` }, element('span', { 'aria-hidden': 'true' }, sign), ` ${word}`)
}

/**
 * How far a rollout is, in a sentence.
 *
 * @param {RolloutSummary} rollout
 */
export function standingText({ state, takeBack, openPhases, phases, phase, waiting }) {
  const where = openPhases === 0 ? `none of its ${phases} phases is open` : `phase ${openPhases} of ${phases}, ${phase}`
  if (state === 'running') return waiting === '' ? `At ${where}.` : `At ${where}. It waits: ${waiting}.`
  if (state === 'paused') return `Held at ${where}: nobody begins until a person resumes it.`
  if (state === 'cancelled') return `Ended at ${where}. Devices that run the release keep it.`
  if (state === 'complete') return `All ${phases} phases are open, and have proved good.`
  return takeBack
    ? `Stopped at ${where}. Devices that run the release go back to the one before.`
    : `Stopped at ${where}. Devices that run the release keep it, nobody else takes it.`
}
