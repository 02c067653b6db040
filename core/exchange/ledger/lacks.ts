import type { Address } from '#core/address.ts'
import { type Instant, later } from '#core/engine.ts'
import { faultBackoff, restMs } from '#core/exchange/download/backoff.ts'
import { lacksPerPeerMax } from '#core/exchange/limits.ts'
import type { Random } from '#core/random.ts'

/** One thing that a seeder did not have. */
interface Lack {
  /** How often in a row. */
  readonly misses: number
  readonly until: Instant
}

/**
 * What a seeder answered that it does not have, at most {@link lacksPerPeerMax} addresses. It is not asked for
 * them again until a rest is over, which doubles with every such answer.
 */
export class Lacks {
  /** The oldest answer first. */
  readonly #byAddress = new Map<Address, Lack>()

  /** The seeder says that it does not have this. */
  add(address: Address, now: Instant, random: Random): void {
    const misses = (this.#byAddress.get(address)?.misses ?? 0) + 1
    this.#byAddress.delete(address)
    this.#byAddress.set(address, { misses, until: later(now, restMs(faultBackoff, misses, random)) })
    if (this.#byAddress.size <= lacksPerPeerMax) return
    const [oldest] = this.#byAddress.keys()
    if (oldest !== undefined) this.#byAddress.delete(oldest)
  }

  /** The seeder has brought this after all. */
  delete(address: Address): void {
    this.#byAddress.delete(address)
  }

  /** Until when it is not asked for this; undefined when it may be asked. */
  until(address: Address, now: Instant): Instant | undefined {
    const until = this.#byAddress.get(address)?.until
    return until !== undefined && until > now ? until : undefined
  }
}
