import { read, trackerNow } from './widgets/basis/api.js'
import { barList } from './widgets/basis/bars.js'
import { element } from './widgets/basis/element.js'
import { factList, figures } from './widgets/basis/figures.js'
import { linkTo } from './widgets/basis/place.js'
import { bytesText, countText, durationText, shareText, timeElement } from './widgets/basis/quantity.js'
import { emptyState, section, viewTitle } from './widgets/basis/section.js'
import { deviceTable } from './widgets/device-table.js'
import { rolloutTable } from './widgets/rollout-table.js'

/** @import { RolloutSummary } from '#tracker/api/schema/rollout.ts' */
/** @import { ApiStatus, DeviceSummary, FleetCounts, Page } from '#tracker/web/api-types.ts' */
/** @import { View } from './view.js' */

/** How many rollouts, versions and devices the first look has. */
const shownMax = { rollouts: 5, versions: 8, devices: 8 }

/**
 * The fleet at a glance.
 *
 * @returns {View}
 */
export function fleetView() {
  return { title: 'Fleet', everyMs: 5000, load }
}

/** @param {AbortSignal} signal */
async function load(signal) {
  /** @type {[ApiStatus, FleetCounts, Page<RolloutSummary>, Page<DeviceSummary>]} */
  const [status, counts, rollouts, devices] = await Promise.all([
    read('/v1/status', {}, signal),
    read('/v1/fleet/counts', {}, signal),
    read('/v1/rollouts', { limit: shownMax.rollouts }, signal),
    read('/v1/fleet/devices', { limit: shownMax.devices }, signal),
  ])
  return [
    viewTitle('Fleet'),
    figures([
      ['Devices', countText(counts.devices)],
      ['Heard in the last hour', countText(counts.seenLastHour)],
      ['Heard in the last day', countText(counts.seenLastDay)],
      ['Connected now', countText(status.joined)],
      ['Sites', element('a', { href: linkTo(['sites']) }, countText(counts.sites))],
    ]),
    section('Rollouts', rolloutList(rollouts, status)),
    section('Versions', versionBars(counts)),
    section('Heard last', heardLast(devices)),
    section('Tracker', trackerFacts(status)),
  ]
}

/**
 * @param {Page<RolloutSummary>} rollouts
 * @param {ApiStatus} status
 */
function rolloutList({ items, next }, { rollouts }) {
  if (items.length === 0) {
    return emptyState(
      'No release is being rolled out. ',
      element('code', {}, 'mycel rollout create'),
      ' begins with one.',
    )
  }
  return [
    rolloutTable('The newest rollouts', items),
    next === null
      ? null
      : element('p', {}, element('a', { href: linkTo(['rollouts']) }, `All ${countText(rollouts.all)} rollouts`)),
  ]
}

/** @param {FleetCounts} counts */
function versionBars({ devices, byVersion }) {
  const versions = Object.entries(byVersion).sort(([, left], [, right]) => right - left)
  if (versions.length === 0) return emptyState('No device has told which version it runs.')
  const shown = versions.slice(0, shownMax.versions)
  const others = versions.slice(shown.length).reduce((sum, [, count]) => sum + count, 0)
  const bars = shown.map(([version, count]) =>
    versionBar(element('a', { href: linkTo(['devices'], { version }) }, version), count, devices),
  )
  return barList(
    others === 0 ? bars : [...bars, versionBar(`${versions.length - shown.length} others`, others, devices)],
  )
}

/**
 * @param {Node | string} name
 * @param {number} count
 * @param {number} devices
 */
function versionBar(name, count, devices) {
  const share = count / Math.max(1, devices)
  return { name, share, text: `${countText(count)} (${shareText(share)})` }
}

/** @param {Page<DeviceSummary>} devices */
function heardLast({ items, next }) {
  if (items.length === 0) {
    return emptyState(
      'No device has reported yet. Devices report by themselves once they run with a certificate of this fleet and reach this tracker, or a neighbour that does.',
    )
  }
  return [
    deviceTable('Devices that were heard last', items),
    next === null ? null : element('p', {}, element('a', { href: linkTo(['devices']) }, 'All devices')),
  ]
}

/** @param {ApiStatus} status */
function trackerFacts({ version, uptimeSec, served, memoryBytes, repository }) {
  const firstExpiry = repository.metadata.map(({ expires }) => expires).sort()[0]
  return factList([
    ['Version', version],
    ['Runs for', durationText(uptimeSec * 1000)],
    ['Served', `${bytesText(served.payloadBytes)} of payloads, ${bytesText(served.metadataBytes)} of metadata`],
    ['Memory', bytesText(memoryBytes)],
    ['Releases', element('a', { href: linkTo(['releases']) }, countText(repository.releases))],
    ['Metadata is good until', firstExpiry === undefined ? 'nothing is published' : expiryOf(firstExpiry)],
  ])
}

/** @param {string} expires RFC 3339 */
function expiryOf(expires) {
  if (Date.parse(expires) > trackerNow()) return timeElement(expires)
  return element(
    'span',
    { class: 'bad' },
    timeElement(expires),
    ': it has expired, and devices take nothing until it is signed anew',
  )
}
