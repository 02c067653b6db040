/** Time between two queries for neighbours while some are missing. */
const intervalMsDefault = 10_000

/** The same with neighbours enough. Without, a node asks itself once in this time however often others ask. */
const intervalMsMax = 60_000

/** The first wait; it doubles up to the interval (RFC 6762 §5.2), because what is multicast while a network starts is often lost. */
const firstIntervalMs = 1_000

/** How much an interval varies by chance, so that devices that are switched on together do not ask together. */
const variation = 0.4

/**
 * When to multicast the next query. Answers are multicast, too, so that a question of somebody else is as good as an
 * own one (RFC 6762 §7.3, duplicate question suppression): a site asks once per interval, however many devices it has.
 * All times are milliseconds of one monotonic clock.
 */
export class QueryPace {
  readonly #intervalMs: number
  readonly #factor: number
  #waitMs: number
  #askedMs: number
  #heardMs: number

  /** The first query has just been sent. `chance` is from 0 up to 1. */
  constructor(start: { readonly now: number; readonly chance: number; readonly intervalMs?: number | undefined }) {
    this.#intervalMs = start.intervalMs ?? intervalMsDefault
    this.#waitMs = Math.min(firstIntervalMs, this.#intervalMs)
    this.#factor = 1 + variation * (start.chance - 0.5)
    this.#askedMs = start.now
    this.#heardMs = start.now
  }

  /** Whether a query is due. */
  isDue(now: number, hasEnough: boolean): boolean {
    const waitMs = (hasEnough ? intervalMsMax : this.#waitMs) * this.#factor
    // Whoever answers others may not hear them all: a node that lacks neighbours does not rely on it for ever.
    const isOverdue = !hasEnough && now - this.#askedMs >= intervalMsMax * this.#factor
    return isOverdue || now - this.#heardMs >= waitMs
  }

  /** This node asks. */
  asked(now: number): void {
    this.#askedMs = now
    this.heard(now)
  }

  /** Somebody asks the same. Those who ask at once, as after a power cut, count as one. */
  heard(now: number): void {
    if (now - this.#heardMs >= this.#waitMs / 2) this.#waitMs = Math.min(this.#waitMs * 2, this.#intervalMs)
    this.#heardMs = now
  }
}
