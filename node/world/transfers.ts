import { FetchFailed } from '#adapters/libp2p/fetch/fetch-failed.ts'
import type { Mesh } from '#adapters/libp2p/mesh.ts'
import type { Log } from '#adapters/log/log.ts'
import { digestOf } from '#core/address.ts'
import { sha256 } from '#core/digest.ts'
import type { ExchangeEffect, FetchId, Link, PeerName } from '#core/exchange/contract.ts'
import { judge } from '#core/verdict.ts'
import type { NodeInput } from '#node/engine/contract.ts'
import type { Tickets } from './tickets.ts'
import type { Traffic } from './traffic.ts'

type Fetch = Extract<ExchangeEffect, { readonly type: 'fetch' }>

/** Carries out fetches: bytes come, are hashed, and wait under a ticket. */
export class Transfers {
  readonly #mesh: Mesh
  readonly #tickets: Tickets
  readonly #traffic: Traffic
  readonly #linkOf: (peer: PeerName) => Link
  readonly #input: (input: NodeInput) => void
  readonly #log: Log
  readonly #running = new Map<FetchId, AbortController>()

  constructor(init: {
    readonly mesh: Mesh
    readonly tickets: Tickets
    readonly traffic: Traffic
    readonly linkOf: (peer: PeerName) => Link
    readonly input: (input: NodeInput) => void
    readonly log: Log
  }) {
    this.#mesh = init.mesh
    this.#tickets = init.tickets
    this.#traffic = init.traffic
    this.#linkOf = init.linkOf
    this.#input = init.input
    this.#log = init.log
  }

  /** Starts a fetch. It ends in exactly one `fetched` or `fetch-failed`. */
  start({ fetch, peer, address, bytes }: Fetch): void {
    const abort = new AbortController()
    this.#running.set(fetch, abort)
    const link = this.#linkOf(peer)
    if (link === 'wan') this.#log.debug('fetch-begun', { address, bytes, link, peer })
    let receivedBytes = 0
    const onProgress = (bytesSoFar: number): void => {
      receivedBytes = bytesSoFar
      this.#input({ type: 'progress', fetch, receivedBytes })
    }
    this.#mesh.fetch(peer, address, bytes, { signal: abort.signal, onProgress }).then(
      (content) => {
        this.#running.delete(fetch)
        const verdict = judge(sha256(content), digestOf(address))
        this.#log.debug(verdict.type === 'genuine' ? 'fetched' : 'forged', { address, bytes, link, peer })
        if (verdict.type === 'genuine') this.#traffic.received(link, address, bytes)
        else this.#traffic.rejected(bytes)
        this.#input({ type: 'fetched', fetch, verdict, ticket: this.#tickets.add(content) })
      },
      (error: unknown) => {
        this.#running.delete(fetch)
        const reason = error instanceof FetchFailed ? error.reason : 'closed'
        const why = abort.signal.aborted ? 'cancelled' : reason
        this.#log.debug('fetch-ended', { address, link, peer, reason: why, receivedBytes })
        this.#input({ type: 'fetch-failed', fetch, reason })
      },
    )
  }

  cancel(fetch: FetchId): void {
    this.#running.get(fetch)?.abort()
  }

  /** Ends every fetch. */
  close(): void {
    for (const abort of this.#running.values()) abort.abort()
  }
}
