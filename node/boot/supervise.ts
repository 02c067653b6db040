import { encodeBootRecord } from '#core/boot/boot-record.ts'
import type { BootState, SlotName } from '#core/boot/boot-state.ts'
import type { BootStore } from '#core/boot/boot-store.ts'
import type { BootChoice } from '#core/boot/boot-transitions.ts'
import { chooseSlot, recordTrialFailure } from '#core/boot/boot-transitions.ts'
import { check, unreachable } from '#core/check.ts'
import type { BootEvent } from '#node/boot/boot-event.ts'
import type { Clock } from '#node/boot/clock.ts'
import type { NodeEnd } from '#node/boot/node-end.ts'
import { describeEnd, rebootExitCode, signalExitCode } from '#node/boot/node-end.ts'

/** What the modelled boot chooser needs. */
export interface SuperviseInit {
  readonly bootStore: BootStore
  /** Runs the node in a slot until it ends. */
  readonly startNode: (slot: SlotName) => Promise<NodeEnd>
  readonly report: (event: BootEvent) => void
  /** A node that was confirmed ended by itself: noted before it runs again. */
  readonly crashed?: (version: string, problem: string) => Promise<void>
  readonly clock: Clock
}

/** The waits before a restart after the first, second … crash in a row; the crash after the last one is the end. */
const restartDelaysMs: readonly number[] = [1000, 2000, 4000, 8000]

/** A run that lasted this long was steady: the crash after it counts as a first one. */
const steadyAfterMs = 60_000

/** Signals by which somebody ends the node; any other one is a crash. */
const stopSignals: ReadonlySet<NodeJS.Signals> = new Set(['SIGTERM', 'SIGINT'])

/** The exit code of a supervisor that gave up. */
export const gaveUpExitCode = 1

/**
 * Plays the boot chooser of a device whose slots are files: picks the slot, makes the choice durable, runs
 * the node in it, and picks again when it asks for a reboot. A crash on trial is a failed attempt; any
 * other one is a restart after a wait. Resolves with the exit code for the process.
 */
export async function supervise(init: SuperviseInit): Promise<number> {
  const { bootStore, clock, report } = init
  let crashes = 0
  for (;;) {
    const { slot, next } = await boot(init)
    const startedMs = clock.nowMs()
    const verdict = judgeEnd(await init.startNode(slot), next, await bootStore.read())
    switch (verdict.type) {
      case 'ended':
        report({ type: 'ended', exitCode: verdict.exitCode })
        return verdict.exitCode
      case 'reboot':
        report({ type: 'rebooting', slot })
        crashes = 0
        break
      case 'attempt-failed':
        report({ type: 'crashed', slot, problem: verdict.problem })
        await recordFailure(init, verdict.problem)
        break
      case 'crashed': {
        report({ type: 'crashed', slot, problem: verdict.problem })
        await init.crashed?.(next.slots[slot]?.version ?? '0.0.0', verdict.problem)
        const wasSteady = clock.nowMs() - startedMs >= steadyAfterMs
        crashes = wasSteady ? 1 : crashes + 1
        const delayMs = restartDelaysMs[crashes - 1]
        if (delayMs === undefined) {
          report({ type: 'gave-up', slot, crashes })
          return gaveUpExitCode
        }
        report({ type: 'restarting', slot, delayMs })
        await clock.wait(delayMs)
        break
      }
      default:
        return unreachable(verdict)
    }
  }
}

/** Chooses, and writes the choice down before the slot gets control: an attempt that hangs is spent. */
async function boot({ bootStore, report }: SuperviseInit): Promise<BootChoice> {
  const state = await bootStore.read()
  const { slot, next } = chooseSlot(state)
  if (next !== state) await bootStore.write(next)
  if (state.trial && next.rollback) report({ type: 'rolled-back', slot, rollback: next.rollback })
  report({ type: 'booting', slot, version: next.slots[slot]?.version, attemptsLeft: next.trial?.attemptsLeft })
  return { slot, next }
}

type Verdict =
  | { readonly type: 'ended'; readonly exitCode: number }
  | { readonly type: 'reboot' }
  | { readonly type: 'attempt-failed'; readonly problem: string }
  | { readonly type: 'crashed'; readonly problem: string }

/** What an end means, from the states that the node was booted with and left behind. */
function judgeEnd(end: NodeEnd, booted: BootState, left: BootState): Verdict {
  if (end.type === 'stopped') return { type: 'ended', exitCode: end.exitCode }
  if (end.type === 'exited' && end.code === 0) return { type: 'ended', exitCode: 0 }
  if (end.type === 'killed' && stopSignals.has(end.signal)) {
    return { type: 'ended', exitCode: signalExitCode(end.signal) }
  }
  if (end.type === 'exited' && end.code === rebootExitCode) {
    // Attempts bound the reboots of a trial; any other one into the very same state would come again, for ever.
    if (left.trial || !sameState(booted, left)) return { type: 'reboot' }
    return { type: 'crashed', problem: 'the node asked for a reboot that would change nothing' }
  }
  const problem = describeEnd(end)
  const wasOnTrial = booted.trial !== undefined && booted.trial.slot === left.trial?.slot
  return wasOnTrial ? { type: 'attempt-failed', problem } : { type: 'crashed', problem }
}

async function recordFailure({ bootStore }: SuperviseInit, problem: string): Promise<void> {
  const transition = recordTrialFailure(await bootStore.read(), problem)
  check(transition.type === 'changed', 'an attempt fails only while its trial is on')
  await bootStore.write(transition.state)
}

function sameState(a: BootState, b: BootState): boolean {
  return Buffer.compare(encodeBootRecord(a), encodeBootRecord(b)) === 0
}
