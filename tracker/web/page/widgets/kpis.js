import { factList } from './basis/figures.js'
import { bytesText, countText, durationOrNone, shareText } from './basis/quantity.js'
import { table } from './basis/table.js'

/** @import { RolloutDetail, RolloutKpis } from '#tracker/api/schema/rollout.ts' */

/**
 * What the rollout achieved, in numbers.
 *
 * @param {RolloutKpis} kpis
 */
export function kpiFacts(kpis) {
  return factList([
    ['Adoption', `${shareText(kpis.adoption)}: ${countText(kpis.confirmed)} of ${countText(kpis.devices)} devices`],
    ['Failed installs', shareText(kpis.installFailureRate)],
    ['Crashes after it', shareText(kpis.crashRate)],
    [
      'Time to patch',
      `${durationOrNone(kpis.timeToPatchMs.p50)} for half, ${durationOrNone(kpis.timeToPatchMs.p95)} for 95 %`,
    ],
    [
      'Downtime',
      `${durationOrNone(kpis.downtimeMs.mean)} on average, ${durationOrNone(kpis.downtimeMs.p95)} at most for 95 %`,
    ],
    ['Time to recover', durationOrNone(kpis.timeToRecoverMs)],
    ['Over the WAN', bytesText(kpis.wanBytes)],
    ['WAN saved', `${bytesText(kpis.savedBytes)}; ${shareText(kpis.peerShare)} came from neighbours`],
  ])
}

/**
 * The same by group, where devices have tags; undefined where they have none.
 *
 * @param {RolloutDetail['kpis']['groups']} groups
 */
export function groupTable(groups) {
  const rows = Object.entries(groups).sort(([, left], [, right]) => right.devices - left.devices)
  if (rows.length === 0) return undefined
  return table({
    caption: 'Results by group of devices',
    columns: [
      { head: 'Group' },
      { head: 'Devices', isNumber: true },
      { head: 'Confirmed', isNumber: true },
      { head: 'Adoption', isNumber: true },
      { head: 'Failed installs', isNumber: true },
      { head: 'Crashes', isNumber: true },
    ],
    rows: rows.map(([group, kpis]) => [
      group,
      countText(kpis.devices),
      countText(kpis.confirmed),
      shareText(kpis.adoption),
      shareText(kpis.installFailureRate),
      shareText(kpis.crashRate),
    ]),
  })
}
