import { element } from './element.js'

/** @import { Content } from './element.js' */

/**
 * @typedef {object} Column
 * @property {string} head
 * @property {boolean} [isNumber]
 */

/**
 * A table whose first cells name the rows. A wide one scrolls by itself, with the keyboard too.
 *
 * @param {object} facts
 * @param {string} facts.caption what it shows: its name for those who do not see it
 * @param {readonly Column[]} facts.columns
 * @param {readonly (readonly Content[])[]} facts.rows a cell for each column
 */
export function table({ caption, columns, rows }) {
  const heads = columns.map(({ head, isNumber }) =>
    element('th', { scope: 'col', class: isNumber ? 'number' : undefined }, head),
  )
  return element(
    'div',
    { class: 'frame', role: 'region', tabindex: 0, 'aria-label': caption },
    element(
      'table',
      {},
      element('caption', { class: 'unseen' }, caption),
      element('thead', {}, element('tr', {}, heads)),
      element(
        'tbody',
        {},
        rows.map((cells) =>
          element(
            'tr',
            {},
            cells.map((cell, index) => cellOf(cell, index, columns[index])),
          ),
        ),
      ),
    ),
  )
}

/**
 * @param {Content} cell
 * @param {number} index
 * @param {Column | undefined} column
 */
function cellOf(cell, index, column) {
  if (index === 0) return element('th', { scope: 'row' }, cell)
  return element('td', { class: column?.isNumber ? 'number' : undefined }, cell)
}
