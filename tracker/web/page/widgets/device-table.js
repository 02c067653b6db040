import { element } from './basis/element.js'
import { linkTo } from './basis/place.js'
import { agoElement } from './basis/quantity.js'
import { table } from './basis/table.js'

/** @import { DeviceSummary } from '#tracker/web/api-types.ts' */

/**
 * Devices, each with the link to its history.
 *
 * @param {string} caption
 * @param {readonly DeviceSummary[]} devices
 */
export function deviceTable(caption, devices) {
  return table({
    caption,
    columns: [
      { head: 'Device' },
      { head: 'Heard' },
      { head: 'Runs' },
      { head: 'Product' },
      { head: 'Site' },
      { head: 'Tags' },
    ],
    rows: devices.map(({ id, lastSeenAt, version, product, site, tags }) => [
      element('a', { href: linkTo(['devices', id]), class: 'name', title: id }, `…${id.slice(-12)}`),
      agoElement(lastSeenAt),
      element('a', { href: linkTo(['devices'], { version }) }, version),
      product,
      element('a', { href: linkTo(['devices'], { site }) }, site),
      tagsText(tags),
    ]),
  })
}

/**
 * Tags as filters take them.
 *
 * @param {Readonly<Record<string, string>>} tags
 */
export function tagsText(tags) {
  return Object.entries(tags)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ')
}
