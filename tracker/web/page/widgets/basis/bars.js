import { drawing, element } from './element.js'

/** @import { Content } from './element.js' */

/** How wide a whole bar is drawn, in units of its own. */
const wide = 100

/**
 * A bar that shows a share; the number itself stands beside it as text.
 *
 * @param {number} share 0 to 1
 * @param {string} [look] a class that gives it a colour
 */
export function bar(share, look = 'series') {
  const length = Math.max(share > 0 ? 1 : 0, Math.min(1, share) * wide)
  return drawing(
    'svg',
    { class: 'bar', viewBox: `0 0 ${wide} 8`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    drawing('rect', { class: 'rail', width: wide, height: 8 }),
    drawing('rect', { class: look, width: length, height: 8 }),
  )
}

/**
 * A list of bars, each with its name and number.
 *
 * @param {readonly { readonly name: Content, readonly text: string, readonly share: number }[]} bars
 */
export function barList(bars) {
  return element(
    'ul',
    { class: 'bars' },
    bars.map(({ name, text, share }) =>
      element(
        'li',
        {},
        element('span', { class: 'name' }, name),
        bar(share),
        element('span', { class: 'number' }, text),
      ),
    ),
  )
}
