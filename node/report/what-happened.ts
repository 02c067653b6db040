import { unreachable } from '#core/check.ts'
import type { ReportEvent } from '#core/report/report.ts'
import type { Phase } from '#node/engine/contract.ts'
import type { ReportMemory, TakenRelease } from './report-memory.ts'

/** Something of a device that its vendor may want to hear of. */
export type Happening =
  | {
      readonly type: 'phase'
      readonly phase: Phase
      readonly version: string | undefined
      readonly detail: string
      /** The rollout that admitted the device to the version, '' for none. */
      readonly rollout: string
    }
  /** The device ends, to boot the slot that is next. */
  | { readonly type: 'reboot' }
  | ({ readonly type: 'crash' } & Crash)

/** The device or its image ended by itself, and runs again. */
export interface Crash {
  /** In ms of Unix time. */
  readonly at: number
  readonly version: string
  readonly reason: string
}

/** What the device is while things happen to it. */
export interface ReportingDevice {
  readonly running: string
  /** In ms of Unix time. */
  readonly now: number
  /** Why the device went back, as far as it was no failed trial. */
  readonly rollBackCause: (version: string, reason: string) => Cause
}

type Cause = Extract<ReportEvent, { readonly type: 'rolled-back' }>['cause']

/** What is to be reported, and remembered for what comes next. */
export interface Reported {
  readonly memory: ReportMemory
  readonly event: ReportEvent | undefined
}

/**
 * An install that failed so many times in a row has failed: before, the tracker or the network may have been out of
 * reach, which says nothing against the release.
 */
export const failuresReported = 3

/** Crashes of one version within this time are reported once. */
const crashReportedAfterMs = 3_600_000

/** The longest downtime that is believed: a clock that was set meanwhile shows any. */
const downtimeMsMax = 24 * 3_600_000

/** What a happening means to the vendor of a device that remembers `memory`. */
export function whatHappened(memory: ReportMemory, happening: Happening, device: ReportingDevice): Reported {
  const { taken } = memory
  switch (happening.type) {
    case 'reboot':
      return remember(memory, taken?.state === 'installing' ? { ...taken, rebootedAt: device.now } : taken)
    case 'crash':
      return crashed(memory, happening)
    case 'phase':
      return inPhase(memory, happening, device)
    default:
      return unreachable(happening)
  }
}

function inPhase(
  memory: ReportMemory,
  { phase, version, detail, rollout }: Extract<Happening, { readonly type: 'phase' }>,
  device: ReportingDevice,
): Reported {
  const { taken } = memory
  if (version === undefined) return remember(memory, taken)
  const isTaken = taken?.version === version
  if (phase === 'offered') {
    // The next attempt at the same release is the same install.
    if (isTaken && taken.state === 'installing') return remember(memory, taken)
    const from = device.running
    const next = { version, rollout, from, state: 'installing', failures: 0, rebootedAt: 0 } as const
    return { ...remember(memory, next), event: { type: 'began', version, rollout, from } }
  }
  if (!isTaken) return remember(memory, taken)
  if (phase === 'failed' && taken.state === 'installing') return failed(memory, taken, detail)
  if (phase === 'confirmed' && taken.state === 'installing') return confirmed(memory, taken, device)
  if (phase === 'rolled-back') {
    const cause = device.rollBackCause(version, detail)
    const event = { type: 'rolled-back', version, rollout: taken.rollout, cause, reason: detail } as const
    return { ...remember(memory, undefined), event }
  }
  return remember(memory, taken)
}

function failed(memory: ReportMemory, taken: TakenRelease, reason: string): Reported {
  const failures = taken.failures + 1
  const { version, rollout } = taken
  const event = { type: 'install-failed', version, rollout, reason } as const
  return { ...remember(memory, { ...taken, failures }), event: failures === failuresReported ? event : undefined }
}

function confirmed(memory: ReportMemory, taken: TakenRelease, { now }: ReportingDevice): Reported {
  const { version, rollout, from, rebootedAt } = taken
  const awayMs = rebootedAt === 0 ? 0 : now - rebootedAt
  const downtimeMs = awayMs >= 0 && awayMs <= downtimeMsMax ? Math.round(awayMs) : 0
  const event = { type: 'confirmed', version, rollout, from, downtimeMs, traffic: memory.traffic } as const
  const next = { ...memory, traffic: { wanBytes: 0, lanBytes: 0 } }
  return { ...remember(next, { ...taken, state: 'confirmed' }), event }
}

/** A device that crashes again and again says so once an hour: what else it has to say must not be crowded out. */
function crashed(memory: ReportMemory, { at, version, reason }: Crash): Reported {
  const { crash, taken } = memory
  if (crash !== undefined && at <= crash.seenAt) return { memory, event: undefined }
  const reportedAt = crash?.version === version ? crash.reportedAt : 0
  if (at - reportedAt < crashReportedAfterMs) {
    return { memory: { ...memory, crash: { version, seenAt: at, reportedAt } }, event: undefined }
  }
  const rollout = taken?.version === version ? taken.rollout : ''
  const event = { type: 'crashed', version, rollout, reason } as const
  return { memory: { ...memory, crash: { version, seenAt: at, reportedAt: at } }, event }
}

function remember(memory: ReportMemory, taken: TakenRelease | undefined): Reported {
  return { memory: { ...memory, taken }, event: undefined }
}
