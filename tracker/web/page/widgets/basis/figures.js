import { element } from './element.js'

/** @import { Content } from './element.js' */

/**
 * The numbers that one look should find.
 *
 * @param {readonly (readonly [string, Content])[]} facts names with their numbers
 */
export function figures(facts) {
  return element('dl', { class: 'figures' }, facts.map(pair))
}

/**
 * What is known of something, line by line.
 *
 * @param {readonly (readonly [string, Content])[]} facts
 */
export function factList(facts) {
  return element('dl', { class: 'facts' }, facts.map(pair))
}

/** @param {readonly [string, Content]} fact */
function pair([name, value]) {
  return element('div', {}, element('dt', {}, name), element('dd', {}, value))
}
