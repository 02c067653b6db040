import { constants } from 'node:os'
import { unreachable } from '#core/check.ts'

/** How a run of the node ended. */
export type NodeEnd =
  | { readonly type: 'exited'; readonly code: number }
  | { readonly type: 'killed'; readonly signal: NodeJS.Signals }
  /** It ended because this process was told to stop, and passed that on. */
  | { readonly type: 'stopped'; readonly exitCode: number }
  | { readonly type: 'not-started'; readonly problem: string }

/** The exit code of a node that wants the boot chooser to choose again: 4, "reboot required" as Mender has it. */
export const rebootExitCode = 4

/** The exit code that a shell gives a process that a signal ended: 128 and its number. */
export function signalExitCode(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal]
}

/** An end in words, to follow "attempt failed: ". */
export function describeEnd(end: NodeEnd): string {
  switch (end.type) {
    case 'exited':
      return `the node ended with exit code ${end.code}`
    case 'killed':
      return `the node was killed by ${end.signal}`
    case 'stopped':
      return `the node stopped as it was told, with exit code ${end.exitCode}`
    case 'not-started':
      return `the node could not be started: ${end.problem}`
    default:
      return unreachable(end)
  }
}
