import type { Address } from '#core/address.ts'
import { check } from '#core/check.ts'
import { chunkBytesMax } from '#core/chunk-geometry.ts'
import type { ExchangeEffect, PeerName, PeerRole, RequestId, Ticket } from '#core/exchange/contract.ts'
import type { Holdings } from '#core/exchange/ledger/holdings.ts'
import type { Peers } from '#core/exchange/ledger/peers.ts'
import type { Unshared } from '#core/exchange/ledger/unshared.ts'
import type { ExchangeLimits } from '#core/exchange/limits.ts'

/** A serve that has not ended. */
interface Serve {
  readonly peer: PeerName
  readonly address: Address
  readonly ticket: Ticket | undefined
  readonly bytes: number
}

/** What a server looks into. */
export interface ServerParts {
  readonly peers: Peers
  readonly holdings: Holdings
  readonly unshared: Unshared
}

/** Answers requests at once: it serves, or refuses with a reason. Nobody is queued. */
export class Server {
  readonly #role: PeerRole
  readonly #limits: ExchangeLimits
  readonly #peers: Peers
  readonly #holdings: Holdings
  readonly #unshared: Unshared
  readonly #serves = new Map<RequestId, Serve>()
  readonly #countByPeer = new Map<PeerName, number>()
  /** Of all that is being served. */
  #bytes = 0

  constructor(role: PeerRole, limits: ExchangeLimits, { peers, holdings, unshared }: ServerParts) {
    this.#role = role
    this.#limits = limits
    this.#peers = peers
    this.#holdings = holdings
    this.#unshared = unshared
  }

  /** The answer to a request, whoever asks. */
  request(request: RequestId, peer: PeerName, address: Address): ExchangeEffect {
    check(!this.#serves.has(request), 'a request has an id of its own')
    if (this.#peers.get(peer) === undefined) return { type: 'refuse', request, reason: 'refused' }
    if (this.#role === 'device' && !this.#holdings.has(address)) return { type: 'refuse', request, reason: 'missing' }
    const count = this.#countByPeer.get(peer) ?? 0
    const bytes = this.#holdings.cachedBytes(address) ?? chunkBytesMax
    if (count >= this.#limits.servesPerPeerMax || !this.#hasRoom(bytes)) {
      return { type: 'refuse', request, reason: 'busy' }
    }
    const ticket = this.#holdings.cached(address)
    if (ticket !== undefined) this.#holdings.lend(ticket)
    this.#serves.set(request, { peer, address, ticket, bytes })
    this.#bytes += bytes
    this.#countByPeer.set(peer, count + 1)
    this.#unshared.serving(address)
    return { type: 'serve', request, address, ticket }
  }

  /** A serve has ended, well or not. False when it was not of something that counts as {@link Unshared}. */
  served(request: RequestId, sentBytes: number): boolean {
    const serve = this.#serves.get(request)
    check(serve !== undefined, 'a serve ends once')
    this.#serves.delete(request)
    this.#bytes -= serve.bytes
    const wasUnshared = this.#unshared.served(serve.address, sentBytes)
    const count = (this.#countByPeer.get(serve.peer) ?? 0) - 1
    if (count > 0) this.#countByPeer.set(serve.peer, count)
    else this.#countByPeer.delete(serve.peer)
    if (serve.ticket !== undefined) this.#holdings.giveBack(serve.ticket)
    return wasUnshared
  }

  #hasRoom(bytes: number): boolean {
    const { servesMax, servesBytesMax } = this.#limits
    return this.#serves.size === 0 || (this.#serves.size < servesMax && this.#bytes + bytes <= servesBytesMax)
  }
}
