import type { Rollback, SlotName } from '#core/boot/boot-state.ts'
import { bootAttempts } from '#core/boot/boot-state.ts'
import { unreachable } from '#core/check.ts'

/** What the boot chooser tells of its work. */
export type BootEvent =
  | {
      readonly type: 'booting'
      readonly slot: SlotName
      /** Undefined where nobody knows what the slot holds. */
      readonly version: string | undefined
      /** Attempts that remain after this one, or undefined where no trial is on. */
      readonly attemptsLeft: number | undefined
    }
  | { readonly type: 'rolled-back'; readonly slot: SlotName; readonly rollback: Rollback }
  | { readonly type: 'rebooting'; readonly slot: SlotName }
  | { readonly type: 'crashed'; readonly slot: SlotName; readonly problem: string }
  | { readonly type: 'restarting'; readonly slot: SlotName; readonly delayMs: number }
  | { readonly type: 'gave-up'; readonly slot: SlotName; readonly crashes: number }
  | { readonly type: 'ended'; readonly exitCode: number }

/** An event as one line for a person. */
export function describeBootEvent(event: BootEvent): string {
  switch (event.type) {
    case 'booting':
      return `booting slot ${event.slot} (${event.version ?? 'unknown version'})${describeAttempt(event.attemptsLeft)}`
    case 'rolled-back':
      return `${event.rollback.version} was given up: ${event.rollback.reason}; back to slot ${event.slot}`
    case 'rebooting':
      return `the node in slot ${event.slot} asked for a reboot`
    case 'crashed':
      return `slot ${event.slot}: ${event.problem}`
    case 'restarting':
      return `restarting slot ${event.slot} in ${event.delayMs / 1000} s`
    case 'gave-up':
      return `slot ${event.slot} crashed ${event.crashes} times in a row soon after its start; see the messages of the node above, mend the cause and start it again`
    case 'ended':
      return `the node ended with exit code ${event.exitCode}`
    default:
      return unreachable(event)
  }
}

function describeAttempt(attemptsLeft: number | undefined): string {
  return attemptsLeft === undefined ? '' : `, trial boot ${bootAttempts - attemptsLeft} of ${bootAttempts}`
}
