import type { Ticket } from '#core/exchange/contract.ts'

/** What came over the WAN and is not yet consumed by everybody to whom it was delivered. */
export class Deliveries {
  readonly #open = new Map<Ticket, { readonly bytes: number; count: number }>()
  #bytes = 0

  /** Their bytes, each ticket once. */
  get bytes(): number {
    return this.#bytes
  }

  /** Bytes under a ticket were delivered `count` times. */
  add(ticket: Ticket, bytes: number, count: number): void {
    if (count === 0) return
    this.#open.set(ticket, { bytes, count })
    this.#bytes += bytes
  }

  /** One delivery is consumed. That of a ticket which did not come over the WAN, or comes from the cache, counts for nothing. */
  consumed(ticket: Ticket): void {
    const delivered = this.#open.get(ticket)
    if (delivered === undefined) return
    delivered.count -= 1
    if (delivered.count > 0) return
    this.#open.delete(ticket)
    this.#bytes -= delivered.bytes
  }
}
