import { type Address, kindOf } from '#core/address.ts'
import type { Link } from '#core/exchange/contract.ts'

/** Verified bytes that came and bytes that went, by link, since the process started. */
export interface TrafficTotals {
  readonly receivedBytes: { readonly lan: number; readonly wan: number }
  readonly sentBytes: number
  /** Of what was received: finished chunks of neighbours. */
  readonly chunkBytes: number
  readonly rejectedBytes: number
}

/** Counts what the exchange moves. */
export class Traffic {
  readonly #received = { lan: 0, wan: 0 }
  #sentBytes = 0
  #chunkBytes = 0
  #rejectedBytes = 0

  received(link: Link, address: Address, bytes: number): void {
    this.#received[link] += bytes
    if (kindOf(address) === 'chunk') this.#chunkBytes += bytes
  }

  rejected(bytes: number): void {
    this.#rejectedBytes += bytes
  }

  sent(bytes: number): void {
    this.#sentBytes += bytes
  }

  totals(): TrafficTotals {
    return {
      receivedBytes: { ...this.#received },
      sentBytes: this.#sentBytes,
      chunkBytes: this.#chunkBytes,
      rejectedBytes: this.#rejectedBytes,
    }
  }
}
