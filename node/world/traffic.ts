import type { GarbageBudget } from '#adapters/memory/garbage-budget.ts'
import { type Address, kindOf } from '#core/address.ts'
import type { Link } from '#core/exchange/contract.ts'

/** Verified bytes that came and bytes that went, by link, since the process started. */
export interface TrafficTotals {
  readonly receivedBytes: { readonly lan: number; readonly wan: number }
  /** Of what was received over the WAN: from web servers. The rest is from trackers. */
  readonly httpBytes: number
  readonly sentBytes: number
  /** Of what was received: finished chunks. The rest is payloads and documents. */
  readonly chunkBytes: { readonly lan: number; readonly wan: number }
  /** Answers that were not the bytes asked for. */
  readonly rejectedCount: number
  readonly rejectedBytes: number
}

/** How often content stands in memory on its way between socket and slot: encrypted, framed, whole. */
const copiesInFlight = 3

/** Counts what the exchange moves. */
export class Traffic {
  readonly #garbage: GarbageBudget
  readonly #received = { lan: 0, wan: 0 }
  readonly #chunks = { lan: 0, wan: 0 }
  #httpBytes = 0
  #sentBytes = 0
  #rejectedCount = 0
  #rejectedBytes = 0

  /** `garbage` is told of the bytes that pass through memory. */
  constructor(garbage: GarbageBudget) {
    this.#garbage = garbage
  }

  received(link: Link, address: Address, bytes: number): void {
    this.#garbage.moved(bytes * copiesInFlight)
    this.#received[link] += bytes
    if (kindOf(address) === 'chunk') this.#chunks[link] += bytes
  }

  /** Of what was counted as received: so much came from a web server. */
  receivedByHttp(bytes: number): void {
    this.#httpBytes += bytes
  }

  rejected(bytes: number): void {
    this.#garbage.moved(bytes * copiesInFlight)
    this.#rejectedCount += 1
    this.#rejectedBytes += bytes
  }

  sent(bytes: number): void {
    this.#garbage.moved(bytes * copiesInFlight)
    this.#sentBytes += bytes
  }

  totals(): TrafficTotals {
    return {
      receivedBytes: { ...this.#received },
      httpBytes: this.#httpBytes,
      sentBytes: this.#sentBytes,
      chunkBytes: { ...this.#chunks },
      rejectedCount: this.#rejectedCount,
      rejectedBytes: this.#rejectedBytes,
    }
  }
}
