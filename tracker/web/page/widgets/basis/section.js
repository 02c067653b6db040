import { element } from './element.js'

/** @import { Content } from './element.js' */

/**
 * A part of a view with its heading.
 *
 * @param {string} title
 * @param {...Content} contents
 */
export function section(title, ...contents) {
  const id = `part-${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`
  return element('section', { 'aria-labelledby': id, 'data-key': id }, element('h2', { id }, title), contents)
}

/**
 * What stands in the place of a list that has nothing in it.
 *
 * @param {...Content} contents why, and what to do
 */
export function emptyState(...contents) {
  return element('p', { class: 'empty' }, contents)
}

/**
 * The head of a view. It takes the focus when the view is opened.
 *
 * @param {...Content} contents
 */
export function viewTitle(...contents) {
  return element('h1', { tabindex: -1 }, contents)
}
