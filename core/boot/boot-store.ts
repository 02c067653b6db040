import type { BootState } from '#core/boot/boot-state.ts'
import type { UserError } from '#core/errors.ts'

/**
 * Where the boot state is kept. After a power cut at any instant, `read` gives the state of the last
 * `write` that resolved, or of the one that was under way; never a mixture and never neither.
 */
export interface BootStore {
  /** Rejects with {@link UserError} where no state was ever written or all copies of it are damaged. */
  read(): Promise<BootState>
  /** Resolves once the state is durable. One write at a time. */
  write(state: BootState): Promise<void>
}
