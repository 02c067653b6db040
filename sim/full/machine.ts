import type { FlashBoard } from './flash-board.ts'
import type { SettledClock } from './settled-clock.ts'
import type { Update } from './update.ts'
import type { Witness } from './witness.ts'

/** What is wrong with a device or with its new firmware, every time that it is on. */
export interface Ailments {
  /** `unhealthy` firmware fails its health check; one that `hangs` never says anything, until the watchdog bites. */
  readonly trial: 'healthy' | 'unhealthy' | 'hangs'
  /** What a process decodes first comes out wrong by one bit. */
  readonly decoderErrs: boolean
  /** One bit of every inactive slot turns over before a process reads it back for the first time. */
  readonly slotRots: boolean
}

/** A device whose power is on. */
export interface Machine {
  readonly update: Update
  readonly ailments: Ailments
  readonly board: FlashBoard
  readonly clock: SettledClock
  /** What the wall clock said when the power came, in milliseconds since 1970. */
  readonly poweredAtMs: number
  readonly witness: Witness
}

/** What the wall clock of a machine says. */
export function wallClock({ poweredAtMs, clock }: Machine): Date {
  return new Date(poweredAtMs + clock.nowMs())
}
