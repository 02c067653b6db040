import { read } from './widgets/basis/api.js'
import { element } from './widgets/basis/element.js'
import { factList } from './widgets/basis/figures.js'
import { linkTo } from './widgets/basis/place.js'
import { agoElement, bytesText, durationText, timeElement } from './widgets/basis/quantity.js'
import { emptyState, section, viewTitle } from './widgets/basis/section.js'
import { table } from './widgets/basis/table.js'
import { tagsText } from './widgets/device-table.js'

/** @import { DeviceDetail } from '#tracker/web/api-types.ts' */
/** @import { View } from './view.js' */

/**
 * A device with its history.
 *
 * @param {string} id
 * @returns {View}
 */
export function deviceView(id) {
  return { title: `Device …${id.slice(-12)}`, everyMs: 15_000, load: (signal) => load(id, signal) }
}

/**
 * @param {string} id
 * @param {AbortSignal} signal
 */
async function load(id, signal) {
  /** @type {DeviceDetail} */
  const device = await read(`/v1/fleet/devices/${encodeURIComponent(id)}`, {}, signal)
  const { product, version, site, tags, firstSeenAt, lastSeenAt, wanBytes, lanBytes } = device
  return [
    viewTitle(`Device …${id.slice(-12)}`),
    factList([
      ['Id', element('code', {}, id)],
      ['Runs', `${product} ${version}`],
      ['Heard', agoElement(lastSeenAt)],
      ['Known since', timeElement(firstSeenAt)],
      ['Site', element('a', { href: linkTo(['devices'], { site }) }, site)],
      ['Tags', tagsText(tags) || 'none'],
      ['Moved', `${bytesText(wanBytes)} over the WAN, ${bytesText(lanBytes)} from neighbours`],
    ]),
    section('History', history(device)),
    section('Gauges', gauges(device)),
  ]
}

/** @param {DeviceDetail} device */
function history({ events }) {
  if (events.length === 0) return emptyState('It has reported nothing but being there.')
  return element(
    'ol',
    { class: 'timeline' },
    events.map((event) =>
      element(
        'li',
        { class: event.type, 'data-key': event.sequence },
        element(
          'p',
          { class: 'quiet' },
          timeElement(event.heardAt),
          event.rollout === ''
            ? ''
            : [' · ', element('a', { href: linkTo(['rollouts', event.rollout]) }, event.rollout)],
        ),
        element('p', {}, eventText(event)),
      ),
    ),
  )
}

/** @param {DeviceDetail['events'][number]} event */
function eventText({ type, version, from, reason, cause, downtimeMs }) {
  if (type === 'began') return `Began to install ${version}${from === undefined ? '' : `, from ${from}`}.`
  if (type === 'confirmed')
    return `Confirmed ${version}${downtimeMs === undefined ? '' : `, after ${durationText(downtimeMs)} of downtime`}.`
  if (type === 'install-failed') return `Could not install ${version}: ${reason}.`
  if (type === 'crashed') return `Crashed with ${version}: ${reason}.`
  return `Went back from ${version}, by ${cause === 'trial' ? 'its trial' : cause === 'taken-back' ? 'its rollout' : 'its owner'}: ${reason}.`
}

/** @param {DeviceDetail} device */
function gauges({ gauges }) {
  const measured = Object.entries(gauges).sort()
  if (measured.length === 0) return emptyState('Its health checks have measured nothing.')
  return table({
    caption: 'What its health checks measured last',
    columns: [{ head: 'Gauge' }, { head: 'Value', isNumber: true }],
    rows: measured.map(([name, value]) => [name, String(value)]),
  })
}
