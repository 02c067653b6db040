import { check } from '#core/check.ts'
import type { ExchangeEffect, ExchangeInput, RequestId, Ticket } from '#core/exchange/contract.ts'
import type { Holdings } from '#core/exchange/ledger/holdings.ts'
import type { Sources } from './sources.ts'

/** Answers requests at once: it serves what is held, or refuses with a reason. */
export class Serving {
  readonly #servesMax: number
  readonly #sources: Sources
  readonly #holdings: Holdings
  /** What is being served, and from which ticket where it is not a slot. */
  readonly #serves = new Map<RequestId, Ticket | undefined>()

  /** It serves at most `servesMax` requests at once; more are refused as `busy`. */
  constructor(servesMax: number, sources: Sources, holdings: Holdings) {
    this.#servesMax = servesMax
    this.#sources = sources
    this.#holdings = holdings
  }

  /** The answer to a request, whoever asks. */
  request({ request, peer, address }: Extract<ExchangeInput, { readonly type: 'request' }>): ExchangeEffect {
    check(!this.#serves.has(request), 'a request has an id of its own')
    if (this.#sources.get(peer) === undefined) return { type: 'refuse', request, reason: 'refused' }
    if (!this.#holdings.has(address)) return { type: 'refuse', request, reason: 'missing' }
    if (this.#serves.size >= this.#servesMax) return { type: 'refuse', request, reason: 'busy' }
    const ticket = this.#holdings.cached(address)
    if (ticket !== undefined) this.#holdings.lend(ticket)
    this.#serves.set(request, ticket)
    return { type: 'serve', request, address, ticket }
  }

  /** A serve has ended, well or not. */
  served(request: RequestId): void {
    check(this.#serves.has(request), 'a serve ends once')
    const ticket = this.#serves.get(request)
    this.#serves.delete(request)
    if (ticket !== undefined) this.#holdings.giveBack(ticket)
  }
}
