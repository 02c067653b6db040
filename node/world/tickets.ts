import type { Ticket } from '#core/exchange/contract.ts'

/** The bytes that the engine knows by ticket only, until it releases them. */
export class Tickets {
  readonly #bytes = new Map<Ticket, Uint8Array>()
  #last = 0

  add(bytes: Uint8Array): Ticket {
    this.#last += 1
    const ticket = this.#last as Ticket
    this.#bytes.set(ticket, bytes)
    return ticket
  }

  /** The bytes under a ticket, undefined once they are released. */
  get(ticket: Ticket): Uint8Array | undefined {
    return this.#bytes.get(ticket)
  }

  release(ticket: Ticket): void {
    this.#bytes.delete(ticket)
  }
}
