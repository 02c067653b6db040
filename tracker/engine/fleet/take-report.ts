import type { Certificate } from '#core/identity/certificate.ts'
import type { Report, ReportEvent } from '#core/report/report.ts'
import { deviceTags } from '#core/rollout/device-tags.ts'
import {
  type CountedRollout,
  type DeviceEvent,
  type DeviceRecord,
  type FleetOutcome,
  rolloutsKept,
} from '#tracker/engine/fleet/device-record.ts'
import { nothingTaken, withSequence } from '#tracker/engine/fleet/sequence-window.ts'
import type { Outcome } from '#tracker/engine/rollout/contract.ts'

/** A report whose certificate and signature are right, and where and when it was heard. */
export interface HeardReport {
  readonly certificate: Certificate
  readonly report: Report
  readonly site: string
  /** In ms of Unix time. */
  readonly at: number
}

/** What a report changes. */
export interface TakenReport {
  readonly record: DeviceRecord
  /** What is added to the story of the device. */
  readonly event: DeviceEvent | undefined
  /** What a rollout is to count. */
  readonly outcome: FleetOutcome | undefined
}

/** Takes a report into what is known of its device; undefined where it was taken before. */
export function takeReport(before: DeviceRecord | undefined, heard: HeardReport): TakenReport | undefined {
  const { certificate, report, at } = heard
  const window = withSequence(before?.window ?? nothingTaken, report.sequence)
  if (window === undefined) return undefined
  const known = before ?? newDevice(heard)
  // What comes late says what happened, and nothing of how the device is now.
  const isNewest = window.highest === report.sequence
  const seen = isNewest ? withStateOf(known, heard) : known
  const { type } = report.event
  const { outcome, rollouts } = countOutcome(known.rollouts, report.event)
  const record = { ...withTraffic(seen, report.event), window, rollouts, lastSeenAt: Math.max(seen.lastSeenAt, at) }
  if (type === 'alive') return { record, event: undefined, outcome: undefined }
  return {
    record: { ...record, events: record.events + 1 },
    event: { heardAt: at, at: report.at, sequence: report.sequence, event: report.event },
    outcome: outcome && {
      peer: certificate.peer,
      product: certificate.product,
      version: report.event.version,
      rollout: report.event.rollout,
      outcome,
      at,
      tags: deviceTags(report.tags, certificate.tags),
      downtimeMs: type === 'confirmed' ? report.event.downtimeMs : undefined,
      traffic: type === 'confirmed' ? report.event.traffic : undefined,
      reason: 'reason' in report.event ? report.event.reason : '',
    },
  }
}

function newDevice(heard: HeardReport): DeviceRecord {
  const { certificate, report, site, at } = heard
  return {
    format: 1,
    peer: certificate.peer,
    product: certificate.product,
    tags: deviceTags(report.tags, certificate.tags),
    running: report.running,
    site,
    firstSeenAt: at,
    lastSeenAt: at,
    window: nothingTaken,
    events: 0,
    gauges: {},
    wanBytes: 0,
    lanBytes: 0,
    rollouts: [],
  }
}

function withStateOf(record: DeviceRecord, { certificate, report, site }: HeardReport): DeviceRecord {
  return {
    ...record,
    product: certificate.product,
    tags: deviceTags(report.tags, certificate.tags),
    running: report.running,
    site,
    gauges: report.event.type === 'alive' ? report.event.gauges : record.gauges,
  }
}

function withTraffic(record: DeviceRecord, event: ReportEvent): DeviceRecord {
  if (!('traffic' in event)) return record
  const { wanBytes, lanBytes } = event.traffic
  // A device may say any number: sums stay exact.
  return {
    ...record,
    wanBytes: Math.min(Number.MAX_SAFE_INTEGER, record.wanBytes + wanBytes),
    lanBytes: Math.min(Number.MAX_SAFE_INTEGER, record.lanBytes + lanBytes),
  }
}

/** The outcome to count for the rollout that an event names, if it was not counted of this device before. */
function countOutcome(
  rollouts: readonly CountedRollout[],
  event: ReportEvent,
): { readonly rollouts: readonly CountedRollout[]; readonly outcome: Outcome | undefined } {
  const outcome = outcomeOf(event)
  const id = 'rollout' in event ? event.rollout : ''
  if (outcome === undefined || id === '') return { rollouts, outcome: undefined }
  const counted = rollouts.find((rollout) => rollout.id === id)
  if (counted?.outcomes.includes(outcome)) return { rollouts, outcome: undefined }
  const others = rollouts.filter((rollout) => rollout !== counted)
  const now = { id, outcomes: [...(counted?.outcomes ?? []), outcome] }
  return { rollouts: [...others, now].slice(-rolloutsKept), outcome }
}

/** Undefined where a rollout has nothing to count: going back was the owner's own wish. */
function outcomeOf(event: ReportEvent): Outcome | undefined {
  if (event.type === 'alive') return undefined
  if (event.type !== 'rolled-back') return event.type
  return ({ trial: 'trial-failed', 'taken-back': 'taken-back', owner: undefined } as const)[event.cause]
}
