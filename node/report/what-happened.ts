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
  /** The device or its image ended by itself, at this time in ms of Unix time, and runs again. */
  | { readonly type: 'crash'; readonly noted: number; readonly version: string; readonly reason: string }

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

/** The longest downtime that is believed: a clock that was set meanwhile shows any. */
const downtimeMsMax = 24 * 3_600_000

/** What a happening means to the vendor of a device that remembers `memory`. */
export function whatHappened(memory: ReportMemory, happening: Happening, device: ReportingDevice): Reported {
  const { taken } = memory
  switch (happening.type) {
    case 'reboot':
      return remember(memory, taken?.state === 'installing' ? { ...taken, rebootedAt: device.now } : taken)
    case 'crash': {
      const seen = { ...memory, crashSeen: happening.noted }
      if (happening.noted <= memory.crashSeen) return { memory, event: undefined }
      const { version, reason } = happening
      const rollout = taken?.version === version ? taken.rollout : ''
      return { memory: seen, event: { type: 'crashed', version, rollout, reason } }
    }
    case 'phase':
      return inPhase(memory, happening, device)
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
  if (phase === 'failed') return failed(memory, taken, detail)
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

function remember(memory: ReportMemory, taken: TakenRelease | undefined): Reported {
  return { memory: { ...memory, taken }, event: undefined }
}
