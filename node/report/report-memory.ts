import { FormatError } from '#core/errors.ts'
import { requireForm } from '#core/format/bounds.ts'
import { parseVersion } from '#core/format/name.ts'
import type { ReportTraffic } from '#core/report/report.ts'

/** What a device has to remember between two reports of one update, over its reboots. */
export interface ReportMemory {
  /** The release that it took last. */
  readonly taken: TakenRelease | undefined
  /** Moved and not reported yet. */
  readonly traffic: ReportTraffic
  /** The last crash that was seen, and the last of its version that was reported; in ms of Unix time. */
  readonly crash: { readonly version: string; readonly seenAt: number; readonly reportedAt: number } | undefined
}

/** A release that a device took. */
export interface TakenRelease {
  readonly version: string
  /** The one that admitted the device, '' for none. */
  readonly rollout: string
  readonly from: string
  readonly state: 'installing' | 'confirmed'
  /** Failures in a row. */
  readonly failures: number
  /** When the device rebooted into it, in ms of Unix time; 0 before. */
  readonly rebootedAt: number
}

/** Of a device that has taken nothing yet. */
export const nothingReported: ReportMemory = {
  taken: undefined,
  traffic: { wanBytes: 0, lanBytes: 0 },
  crash: undefined,
}

const subject = 'memory of reports'

/** The bytes of a memory. */
export function encodeReportMemory(memory: ReportMemory): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(memory))
}

/** Reads a memory; one that cannot be read, or none, counts as nothing. */
export function readReportMemory(bytes: Uint8Array | undefined): ReportMemory {
  if (bytes === undefined) return nothingReported
  try {
    const { taken, traffic, crash } = Object(JSON.parse(new TextDecoder().decode(bytes)))
    const { wanBytes, lanBytes } = Object(traffic)
    return {
      taken: taken === undefined ? undefined : readTaken(Object(taken)),
      traffic: { wanBytes: readWhole(wanBytes), lanBytes: readWhole(lanBytes) },
      crash: crash === undefined ? undefined : readCrash(Object(crash)),
    }
  } catch (error) {
    if (error instanceof FormatError || error instanceof SyntaxError) return nothingReported
    throw error
  }
}

function readTaken(fields: Readonly<Record<string, unknown>>): TakenRelease {
  const { version, rollout, from, state, failures, rebootedAt } = fields
  requireForm(subject, typeof rollout === 'string', 'names no rollout')
  requireForm(subject, state === 'installing' || state === 'confirmed', 'has an unknown state')
  return {
    version: parseVersion(String(version)),
    rollout,
    from: parseVersion(String(from)),
    state,
    failures: readWhole(failures),
    rebootedAt: readWhole(rebootedAt),
  }
}

function readCrash({ version, seenAt, reportedAt }: Readonly<Record<string, unknown>>): ReportMemory['crash'] {
  return { version: parseVersion(String(version)), seenAt: readWhole(seenAt), reportedAt: readWhole(reportedAt) }
}

function readWhole(value: unknown): number {
  const isWhole = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
  requireForm(subject, isWhole, 'has a number that is none')
  return value
}
