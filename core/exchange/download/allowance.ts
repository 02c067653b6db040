import { type Instant, later } from '#core/engine.ts'
import type { WanRules } from '#core/exchange/contract.ts'

/** What the WAN has cost, for the release that is counted. */
export interface WanSpending {
  /** The release as the rules name it; undefined before they name one. */
  readonly release: string | undefined
  /** Bytes that came, also for fetches that brought nothing whole. */
  readonly spentBytes: number
  /** Whether something was not fetched because the budget would not have covered it. */
  readonly isSpent: boolean
}

/** Before anybody says otherwise. */
const unrestricted: WanRules = {
  mayFetch: true,
  bytesPerSecond: undefined,
  release: undefined,
  budgetBytes: undefined,
  spentBytes: 0,
  tier: 0,
}

/**
 * What this node may take over the WAN by the rules of its owner, and what it took. The budget is looked at before a
 * fetch begins, with all that is still coming: it holds whatever becomes of the fetches.
 */
export class Allowance {
  #rules = unrestricted
  #spentBytes = 0
  #isSpent = false
  /** When all that was begun would have come at the rate of the rules. */
  #freeAt: Instant | undefined

  get tier(): number {
    return this.#rules.tier
  }

  /** Whether this node has a use for the WAN at all. */
  get mayFetch(): boolean {
    return this.#rules.mayFetch && !this.#isSpent
  }

  /** From when on the next fetch may begin; undefined where it may at once. */
  get freeAt(): Instant | undefined {
    return this.#freeAt
  }

  get spending(): WanSpending {
    return { release: this.#rules.release, spentBytes: this.#spentBytes, isSpent: this.#isSpent }
  }

  /** Other rules hold from now on. What was spent stays spent, unless they are about another release. */
  change(rules: WanRules): void {
    if (rules.release !== this.#rules.release) this.#spentBytes = rules.spentBytes
    if (rules.bytesPerSecond === undefined) this.#freeAt = undefined
    this.#rules = rules
    this.#isSpent = false
  }

  /** Whether the budget covers `bytes` beside those that are `comingBytes`. If not, the WAN is left alone. */
  covers(bytes: number, comingBytes: number): boolean {
    const { budgetBytes } = this.#rules
    if (budgetBytes === undefined || this.#spentBytes + comingBytes + bytes <= budgetBytes) return true
    this.#isSpent = true
    return false
  }

  /** A fetch of `bytes` begins. */
  begin(bytes: number, now: Instant): void {
    const { bytesPerSecond } = this.#rules
    if (bytesPerSecond === undefined) return
    const from = this.#freeAt === undefined || this.#freeAt < now ? now : this.#freeAt
    this.#freeAt = later(from, (bytes * 1000) / bytesPerSecond)
  }

  /** A fetch has ended after `receivedBytes` of `bytes`. True when that makes room for what was not covered. */
  end(receivedBytes: number, bytes: number): boolean {
    this.#spentBytes += receivedBytes
    const hasRoom = this.#isSpent && receivedBytes < bytes
    if (hasRoom) this.#isSpent = false
    return hasRoom
  }
}
