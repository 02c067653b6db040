import { element } from './basis/element.js'
import { timeElement } from './basis/quantity.js'

/** @import { RolloutEntry } from '#tracker/api/schema/rollout.ts' */

/** The most entries that stand on the page. */
const shownMax = 200

/**
 * The story of a rollout, the newest entry first.
 *
 * @param {readonly RolloutEntry[]} entries oldest first
 */
export function timeline(entries) {
  const shown = entries.slice(-shownMax).reverse()
  const left = entries.length - shown.length
  return [
    element('ol', { class: 'timeline', reversed: true, start: entries.length }, shown.map(line)),
    left > 0 ? element('p', { class: 'quiet' }, `${left} older entries are in 'mycel rollout status'.`) : null,
  ]
}

/** @param {RolloutEntry} entry */
function line({ number, at, kind, text, by }) {
  return element(
    'li',
    { class: kind, 'data-key': number },
    element('p', { class: 'quiet' }, timeElement(at), ` · ${kind}${by === null ? ' by its rules' : ` by ${by}`}`),
    element('p', {}, text),
  )
}
