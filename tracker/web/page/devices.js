import { read } from './widgets/basis/api.js'
import { element } from './widgets/basis/element.js'
import { linkTo } from './widgets/basis/place.js'
import { emptyState, viewTitle } from './widgets/basis/section.js'
import { deviceTable } from './widgets/device-table.js'
import { pager } from './widgets/pager.js'

/** @import { DeviceSummary, Page } from '#tracker/web/api-types.ts' */
/** @import { View } from './view.js' */
/** @import { Place } from './widgets/basis/place.js' */

/** @type {readonly { readonly name: string, readonly label: string, readonly pattern?: string, readonly hint?: string }[]} what devices are found by */
const filters = [
  { name: 'name', label: 'Id begins with', hint: '12D3Koo…' },
  { name: 'version', label: 'Version' },
  { name: 'site', label: 'Site' },
  { name: 'tag', label: 'Tag', hint: 'ring=beta', pattern: '[^=]{1,63}=.{1,63}' },
  { name: 'product', label: 'Product' },
]

/**
 * Devices, a page at a time: the tracker finds and pages them.
 *
 * @param {Place} place
 * @returns {View}
 */
export function devicesView(place) {
  return { title: 'Devices', everyMs: 15_000, load: (signal) => load(place, signal) }
}

/**
 * @param {Place} place
 * @param {AbortSignal} signal
 */
async function load(place, signal) {
  /** @type {Page<DeviceSummary>} */
  const { items, next } = await read('/v1/fleet/devices', { ...place.query, limit: 50 }, signal)
  const isFiltered = filters.some(({ name }) => place.query[name] !== undefined)
  return [
    viewTitle('Devices'),
    filterForm(place, isFiltered),
    deviceList(items, { next, isFiltered }),
    pager(place, next),
  ]
}

/**
 * @param {Place} place
 * @param {boolean} isFiltered
 */
function filterForm({ query }, isFiltered) {
  return element(
    'form',
    { class: 'filters', role: 'search', 'data-form': 'devices', 'aria-label': 'Find devices' },
    filters.map(({ name, label, hint, pattern }) =>
      element(
        'p',
        {},
        element('label', { for: `filter-${name}` }, label),
        element('input', {
          id: `filter-${name}`,
          name,
          value: query[name] ?? '',
          placeholder: hint,
          pattern,
          autocomplete: 'off',
          spellcheck: 'false',
        }),
      ),
    ),
    element('button', { class: 'main' }, 'Find'),
    isFiltered ? element('a', { href: linkTo(['devices']), class: 'show-all' }, 'Show all') : null,
  )
}

/**
 * @param {readonly DeviceSummary[]} items
 * @param {{ readonly next: string | null, readonly isFiltered: boolean }} facts
 */
function deviceList(items, { next, isFiltered }) {
  if (items.length > 0)
    return deviceTable(isFiltered ? 'Devices that were found' : 'Devices, those heard last first', items)
  if (next !== null) return emptyState('None among those that were looked at for this page: the next page looks on.')
  return emptyState(isFiltered ? 'No device is like this.' : 'No device has reported yet.')
}
