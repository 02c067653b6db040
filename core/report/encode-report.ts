import { unreachable } from '#core/check.ts'
import { formatMajor, requireForm, requireMajor, requireSize } from '#core/format/bounds.ts'
import { decodeWire } from '#core/format/decode-wire.ts'
import { parseName, parseVersion } from '#core/format/name.ts'
import { tagLengthMax } from '#core/identity/certificate.ts'
import { gaugesMax, type Report, type ReportEvent, type ReportTraffic, tagsMax } from '#core/report/report.ts'
import { WireReport } from '#core/report/wire.js'

/** The most bytes of a report. */
export const reportBytesMax = 16 * 1024

/** The longest reason, in characters: what is longer is cut when it is written. */
const reportReasonLengthMax = 500

/** The form of `WireReport`. */
export const reportForm = {
  1: 'major',
  2: 'uint64',
  3: 'text',
  4: 'text',
  5: 'uint64',
  6: { 1: 'text', 2: 'text' },
  7: 'text',
  8: 'text',
  9: 'text',
  10: 'text',
  11: 'text',
  12: 'text',
  13: 'uint64',
  14: 'uint64',
  15: 'uint64',
  16: { 1: 'text', 2: 'double' },
} as const

/** The bytes of a report. Throws {@link FormatError} on one that nobody would read. */
export function encodeReport(report: Report): Uint8Array {
  const { event, tags, ...head } = report
  const bytes = WireReport.encode({ major: formatMajor, ...head, tags: tagsToWire(tags), ...eventFields(event) })
  decodeReport(bytes)
  return bytes
}

/** Reads a report. An event of a later version says only that the device is there. Throws {@link FormatError}. */
export function decodeReport(bytes: Uint8Array): Report {
  requireSize('report', bytes, reportBytesMax)
  const limits = { tags: tagsMax, gauges: gaugesMax }
  const decode = (message: Uint8Array) => WireReport.decode(message, { limits })
  const wire = decodeWire('report', { bytes, form: reportForm, decode })
  requireMajor('report', wire.major)
  requireForm('report', wire.sequence >= 1, 'has no sequence number')
  return {
    sequence: wire.sequence,
    product: parseName('product', wire.product),
    running: parseVersion(wire.running),
    at: wire.at,
    tags: readTags(wire.tags),
    event: readEvent(wire),
  }
}

type RollBackCause = Extract<ReportEvent, { readonly type: 'rolled-back' }>['cause']

const rollBackCauses: readonly RollBackCause[] = ['trial', 'taken-back', 'owner']

type EventFields = Partial<Omit<WireReport, 'major' | 'sequence' | 'product' | 'running' | 'at' | 'tags'>>

function eventFields(event: ReportEvent): EventFields {
  switch (event.type) {
    case 'alive':
      return { event: event.type, gauges: gaugesToWire(event.gauges), ...event.traffic }
    case 'began':
      return { ...event, event: event.type }
    case 'confirmed':
      return { ...event, event: event.type, ...event.traffic }
    case 'install-failed':
    case 'rolled-back':
    case 'crashed':
      return { ...event, event: event.type, reason: event.reason.slice(0, reportReasonLengthMax).toWellFormed() }
    default:
      return unreachable(event)
  }
}

function readEvent(wire: WireReport): ReportEvent {
  switch (wire.event) {
    case 'alive':
      return { type: 'alive', gauges: readGauges(wire.gauges), traffic: readTraffic(wire) }
    case 'began':
      return { type: 'began', ...readTaken(wire), from: parseVersion(wire.from) }
    case 'confirmed':
      return {
        type: 'confirmed',
        ...readTaken(wire),
        from: parseVersion(wire.from),
        downtimeMs: wire.downtimeMs,
        traffic: readTraffic(wire),
      }
    case 'install-failed':
      return { type: 'install-failed', ...readTaken(wire), reason: readReason(wire) }
    case 'rolled-back':
      return { type: 'rolled-back', ...readTaken(wire), cause: readCause(wire), reason: readReason(wire) }
    case 'crashed':
      return { type: 'crashed', ...readTaken(wire), reason: readReason(wire) }
    default:
      return { type: 'alive', gauges: {}, traffic: { wanBytes: 0, lanBytes: 0 } }
  }
}

/** The release that something happened with, and the rollout that admitted the device to it. */
function readTaken({ version, rollout }: WireReport): { readonly version: string; readonly rollout: string } {
  return { version: parseVersion(version), rollout: rollout === '' ? '' : parseName('rollout', rollout) }
}

function readTraffic({ wanBytes, lanBytes }: WireReport): ReportTraffic {
  return { wanBytes, lanBytes }
}

function readReason({ reason }: WireReport): string {
  requireForm('report', reason.length <= reportReasonLengthMax, `has a reason of ${reason.length} characters`)
  return reason
}

function readCause({ cause }: WireReport): RollBackCause {
  const known = rollBackCauses.find((one) => one === cause)
  requireForm('report', known !== undefined, `has the cause ${JSON.stringify(cause.slice(0, 40))}`)
  return known
}

function readTags(tags: WireReport['tags']): Readonly<Record<string, string>> {
  for (const { name, value } of tags) {
    requireForm('report', name.length >= 1 && name.length <= tagLengthMax, `has a tag of ${name.length} characters`)
    requireForm(
      'report',
      value.length >= 1 && value.length <= tagLengthMax,
      `has a tag with a value of ${value.length} characters`,
    )
  }
  return recordOf(tags.map(({ name, value }) => [name, value]))
}

function readGauges(gauges: WireReport['gauges']): Readonly<Record<string, number>> {
  for (const { number } of gauges) requireForm('report', Number.isFinite(number), 'has a gauge that is no number')
  // An encoder leaves out zero, and minus zero with it.
  return recordOf(gauges.map(({ name, number }) => [parseName('gauge', name), number === 0 ? 0 : number]))
}

function recordOf<Value>(entries: readonly (readonly [string, Value])[]): Readonly<Record<string, Value>> {
  const record = Object.fromEntries(entries)
  requireForm('report', Object.keys(record).length === entries.length, 'names a tag or gauge twice')
  return record
}

function tagsToWire(tags: Readonly<Record<string, string>>): WireReport['tags'] {
  return Object.entries(tags).map(([name, value]) => ({ name, value }))
}

function gaugesToWire(gauges: Readonly<Record<string, number>>): WireReport['gauges'] {
  return Object.entries(gauges).map(([name, number]) => ({ name, number }))
}
