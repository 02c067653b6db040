import { earliest, type Instant, later } from '#core/engine.ts'
import { quietMs, settleMs } from '#core/exchange/limits.ts'

/**
 * Looking for neighbours before the WAN is used: until none has joined for {@link quietMs}, but never
 * longer than {@link settleMs} after the first want. It costs nothing where the neighbours came before.
 */
export class Settling {
  #firstWantAt: Instant | undefined
  #lastJoinAt: Instant | undefined

  wanted(now: Instant): void {
    this.#firstWantAt ??= now
  }

  joined(now: Instant): void {
    this.#lastJoinAt = now
  }

  /** When it is over; undefined before the first want. */
  endsAt(hasNeighbours: boolean): Instant | undefined {
    if (this.#firstWantAt === undefined) return undefined
    const atLatest = later(this.#firstWantAt, settleMs)
    if (!hasNeighbours || this.#lastJoinAt === undefined) return atLatest
    return earliest(atLatest, later(this.#lastJoinAt, quietMs))
  }
}
