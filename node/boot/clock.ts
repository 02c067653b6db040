import { setTimeout as delay } from 'node:timers/promises'

/** Time for code that waits. Tests bring one that does not. */
export interface Clock {
  /** Milliseconds since some moment; never goes backwards. */
  nowMs(): number
  wait(delayMs: number): Promise<void>
}

/** The clock of this machine. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wait: async (delayMs) => {
    await delay(delayMs)
  },
}
