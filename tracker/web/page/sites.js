import { read } from './widgets/basis/api.js'
import { bar } from './widgets/basis/bars.js'
import { element } from './widgets/basis/element.js'
import { linkTo } from './widgets/basis/place.js'
import { bytesText, countText, shareText } from './widgets/basis/quantity.js'
import { emptyState, viewTitle } from './widgets/basis/section.js'
import { table } from './widgets/basis/table.js'
import { pager } from './widgets/pager.js'

/** @import { Page, Site } from '#tracker/web/api-types.ts' */
/** @import { View } from './view.js' */
/** @import { Place } from './widgets/basis/place.js' */

/**
 * Sites, with what they saved on their WAN.
 *
 * @param {Place} place
 * @returns {View}
 */
export function sitesView(place) {
  return { title: 'Sites', everyMs: 30_000, load: (signal) => load(place, signal) }
}

/**
 * @param {Place} place
 * @param {AbortSignal} signal
 */
async function load(place, signal) {
  /** @type {Page<Site>} */
  const { items, next } = await read('/v1/sites', { limit: 50, cursor: place.query['cursor'] }, signal)
  return [
    viewTitle('Sites'),
    element(
      'p',
      {},
      'A site is the devices behind one address. What its devices took from each other did not cross its WAN.',
    ),
    items.length === 0 ? emptyState('No device has reported yet, so there is no site.') : siteTable(items),
    pager(place, next),
  ]
}

/** @param {readonly Site[]} sites */
function siteTable(sites) {
  return table({
    caption: 'Sites by their address',
    columns: [
      { head: 'Site' },
      { head: 'Devices', isNumber: true },
      { head: 'Over the WAN', isNumber: true },
      { head: 'WAN saved', isNumber: true },
      { head: 'Of all they moved' },
    ],
    rows: sites.map(({ site, devices, wanBytes, lanBytes }) => {
      const all = wanBytes + lanBytes
      return [
        element('a', { href: linkTo(['devices'], { site }) }, site),
        countText(devices),
        bytesText(wanBytes),
        bytesText(lanBytes),
        all === 0
          ? 'nothing moved yet'
          : element('span', { class: 'name' }, bar(lanBytes / all), `${shareText(lanBytes / all)} saved`),
      ]
    }),
  })
}
