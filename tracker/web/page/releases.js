import { read } from './widgets/basis/api.js'
import { element } from './widgets/basis/element.js'
import { linkTo } from './widgets/basis/place.js'
import { bytesText, countText } from './widgets/basis/quantity.js'
import { emptyState, section, viewTitle } from './widgets/basis/section.js'
import { table } from './widgets/basis/table.js'
import { pager } from './widgets/pager.js'

/** @import { Page, Release } from '#tracker/web/api-types.ts' */
/** @import { View } from './view.js' */
/** @import { Place } from './widgets/basis/place.js' */

/**
 * What is published, with what a device fetches from each version before.
 *
 * @param {Place} place
 * @returns {View}
 */
export function releasesView(place) {
  return { title: 'Releases', everyMs: 30_000, load: (signal) => load(place, signal) }
}

/**
 * @param {Place} place
 * @param {AbortSignal} signal
 */
async function load(place, signal) {
  /** @type {Page<Release>} */
  const { items, next } = await read('/v1/releases', { limit: 50, cursor: place.query['cursor'] }, signal)
  const products = Map.groupBy(items, ({ product }) => product)
  return [
    viewTitle('Releases'),
    items.length === 0
      ? emptyState(
          'Nothing is published. ',
          element('code', {}, 'mycel release build'),
          ' makes a release of an image.',
        )
      : null,
    ...[...products].map(([product, releases]) => section(product, releaseTable(product, releases))),
    pager(place, next),
  ]
}

/**
 * @param {string} product
 * @param {readonly Release[]} releases
 */
function releaseTable(product, releases) {
  return table({
    caption: `Releases of ${product}, the newest first`,
    columns: [
      { head: 'Version' },
      { head: 'Devices', isNumber: true },
      { head: 'Comes' },
      { head: 'Deltas: what a device fetches at most' },
    ],
    rows: releases.map(({ version, devices, gated, deltas }) => [
      element('a', { href: linkTo(['devices'], { version, product }) }, version),
      countText(devices),
      gated ? 'by a rollout' : 'to everybody',
      deltas.length === 0 ? 'none: whole images' : element('ul', { class: 'plain' }, deltas.map(deltaLine)),
    ]),
  })
}

/** @param {Release['deltas'][number]} delta */
function deltaLine({ component, from, payloadBytes }) {
  return element('li', {}, `${component} from ${from}: ${bytesText(payloadBytes)}`)
}
