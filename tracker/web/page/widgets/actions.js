import { announce } from './basis/announce.js'
import { ask, read } from './basis/api.js'
import { element } from './basis/element.js'
import { confirmed } from './confirm.js'
import { actionTexts, consequences } from './consequence.js'

/** @import { RolloutDetail } from '#tracker/api/schema/rollout.ts' */
/** @import { Action } from './consequence.js' */

/**
 * The buttons that steer a rollout: those that can be asked of it now.
 *
 * @param {RolloutDetail} rollout
 */
export function actionButtons({ actions }) {
  const possible = actionNames.filter((action) => actions.includes(action))
  if (possible.length === 0) return element('p', { class: 'quiet' }, 'It is over: nothing can be asked of it any more.')
  return element(
    'div',
    { class: 'buttons', role: 'group', 'aria-label': 'Steer this rollout' },
    possible.map((action) => {
      const { label, isGrave } = actionTexts[action]
      return element(
        'button',
        { type: 'button', 'data-action': action, 'data-key': action, class: isGrave ? 'grave' : undefined },
        label,
      )
    }),
  )
}

/**
 * Does an action once a person has read what it does.
 *
 * @param {string} name
 * @param {RolloutDetail} rollout
 */
export async function carryOut(name, rollout) {
  const action = actionNames.find((one) => one === name)
  if (action === undefined) return
  const fleet = await read('/v1/fleet/counts', { product: rollout.product })
  const { label, title, isGrave } = actionTexts[action]
  if (!(await confirmed({ title, label, isGrave, consequences: consequences(action, rollout, fleet) }))) return
  const { state } = await ask(`/v1/rollouts/${encodeURIComponent(rollout.id)}/actions`, { action })
  announce(`Done: the rollout ${rollout.id} is ${state}.`)
}

/** In the order of the page. */
const actionNames = /** @type {Action[]} */ (Object.keys(actionTexts))
