import { factList } from '#adapters/terminal/fact-list.ts'
import { bytesText, durationText } from '#adapters/terminal/quantity.ts'
import type { CreatedRollout, RolloutDetail, RolloutKpis, RolloutSummary } from '#tracker/api/schema/rollout.ts'
import { count, table } from '#tracker/release/commands-table.ts'
import { timeText } from './fleet-text.ts'
import { printable } from './printable.ts'

/** Rollouts, a line each. */
export function rolloutsTable(rollouts: readonly RolloutSummary[]): string {
  if (rollouts.length === 0) return 'There are no rollouts yet: mycel rollout create begins one.\n'
  const rows = rollouts.map((rollout) => {
    const { id, product, version, devices } = rollout
    return [
      id,
      product,
      version,
      stateText(rollout),
      phaseText(rollout),
      count(devices.confirmed),
      count(failed(rollout)),
    ]
  })
  return table([['id', 'product', 'release', 'state', 'phase', 'confirmed', 'failed'], ...rows], 5)
}

/** A rollout that has just begun. */
export function createdText({ rollout, warnings }: CreatedRollout): string {
  const notes = warnings.map((warning) => `NOTE  ${warning}\n`).join('')
  return `The rollout ${rollout.id} has begun: ${phaseText(rollout)} is open.\n${signingText(rollout)}${notes}`
}

/** A rollout after what was asked of it. */
export function steeredText(rollout: RolloutSummary): string {
  return `The rollout ${rollout.id} is ${stateText(rollout)}.\n${signingText(rollout)}`
}

/** A rollout on one screen: how it stands, its phases, what happened. */
export function rolloutText(rollout: RolloutDetail): string {
  const parts = [factsText(rollout), phasesTable(rollout), failuresTable(rollout), timelineTable(rollout)]
  return parts.filter((part) => part !== '').join('\n')
}

function factsText(rollout: RolloutDetail): string {
  const { id, product, version, urgency, createdAt, createdBy, waiting, soakEndsAt, plan, kpis } = rollout
  const soak = soakEndsAt === null ? '' : `, soaks until ${timeText(soakEndsAt)}`
  return factList([
    ['rollout', `${id} brings ${product} ${version}${urgency === 'critical' ? ', CRITICAL' : ''}`],
    ['begun', `${timeText(createdAt)} by ${printable(createdBy)}`],
    ['state', stateText(rollout)],
    ['phase', `${phaseText(rollout)}${soak}`],
    ...(waiting === '' ? [] : [['waits', waiting] as const]),
    ...(rollout.problem === null ? [] : [['PROBLEM', printable(rollout.problem)] as const]),
    [
      'stops',
      ...plan.stops.map(({ metric, abovePercent, action, measured }) => {
        return `${action} above ${abovePercent} % of ${metric}; ${measured ?? 'nothing measured yet'}`
      }),
    ],
    ['kpis', ...kpiLines(kpis.all)],
  ])
}

function kpiLines(kpis: RolloutKpis): readonly string[] {
  const { confirmed, devices, adoption, installFailureRate, crashRate, timeToPatchMs, downtimeMs } = kpis
  const lines = [
    `${count(confirmed)} of ${count(devices)} devices run it (${percentText(adoption)})`,
    `installs failed: ${percentText(installFailureRate)}, crashed since: ${percentText(crashRate)}`,
    `time to patch: half within ${spanText(timeToPatchMs.p50)}, 95 % within ${spanText(timeToPatchMs.p95)}; down for ${spanText(downtimeMs.mean)} on average`,
    `${bytesText(kpis.wanBytes)} over the WAN, ${bytesText(kpis.savedBytes)} from neighbours (${percentText(kpis.peerShare)})`,
  ]
  if (kpis.timeToRecoverMs !== null)
    lines.push(`the last device was back ${spanText(kpis.timeToRecoverMs)} after the stop`)
  return lines
}

function phasesTable({ plan }: RolloutDetail): string {
  const head = ['phase', 'is', 'of', 'share', 'soak', 'began', 'confirmed', 'failed', 'crashed', 'taken back']
  const rows = plan.phases.map(({ name, isOpen, select = {}, percent, soak, devices }) => [
    name,
    isOpen ? 'open' : '-',
    Object.entries(select)
      .map(([tag, values]) => `${tag}=${values.join('|')}`)
      .join(' ') || 'all',
    `${percent} %`,
    soak,
    ...[
      devices.began,
      devices.confirmed,
      devices.installFailed + devices.trialFailed,
      devices.crashed,
      devices.takenBack,
    ].map(count),
  ])
  return table([head, ...rows.map((row) => row.map(printable))], 3)
}

function failuresTable({ failures }: RolloutDetail): string {
  if (failures.length === 0) return ''
  const sorted = failures.toSorted((a, b) => b.devices - a.devices)
  const rows = sorted.map(({ outcome, reason, devices }) => [
    outcome,
    printable(reason) || 'other reasons',
    count(devices),
  ])
  return table([['failure', 'why', 'devices'], ...rows], 2)
}

function timelineTable({ timeline }: RolloutDetail): string {
  const rows = timeline.map(({ at, kind, text, by }) => [
    timeText(at),
    kind,
    printable(by === null ? text : `${text} (${by})`),
  ])
  return table(rows, 3)
}

function stateText({ state, takeBack }: RolloutSummary): string {
  return takeBack ? `${state}, taken back` : state
}

function phaseText({ phase, openPhases, phases }: RolloutSummary): string {
  return `${phase} (${openPhases} of ${phases})`
}

function signingText({ revision, publishedRevision, problem }: RolloutSummary): string {
  if (publishedRevision === revision) return ''
  return `Devices cannot read that yet: ${problem ?? 'it is being signed'}. The tracker goes on trying.\n`
}

function failed({ devices }: RolloutSummary): number {
  return devices.installFailed + devices.trialFailed + devices.crashed
}

function percentText(share: number | null): string {
  return share === null ? '-' : `${(share * 100).toFixed(1)} %`
}

function spanText(ms: number | null): string {
  return ms === null ? '-' : durationText(ms / 1000)
}
