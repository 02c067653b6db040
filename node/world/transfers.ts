import { FetchFailed } from '#adapters/exchange/fetch-failed.ts'
import type { Log } from '#adapters/log/log.ts'
import type { DownloadLimit } from '#adapters/net/download-limit.ts'
import { digestOf } from '#core/address.ts'
import { sha256 } from '#core/digest.ts'
import type { ExchangeEffect, FetchId, Link, PeerName } from '#core/exchange/contract.ts'
import { judge } from '#core/verdict.ts'
import type { NodeInput } from '#node/engine/contract.ts'
import type { PeerTraffic } from '#node/peers/peer-traffic.ts'
import type { Carrier } from '#node/web/carrier.ts'
import type { Tickets } from './tickets.ts'
import type { Traffic } from './traffic.ts'

type Fetch = Extract<ExchangeEffect, { readonly type: 'fetch' }>

/** Carries out fetches: bytes come, are hashed, and wait under a ticket. */
export class Transfers {
  readonly #carrier: Carrier
  readonly #tickets: Tickets
  readonly #traffic: Traffic
  readonly #neighbours: PeerTraffic
  readonly #downloads: DownloadLimit
  readonly #linkOf: (peer: PeerName) => Link
  readonly #isWeb: (peer: PeerName) => boolean
  readonly #input: (input: NodeInput) => void
  readonly #log: Log
  readonly #running = new Map<FetchId, AbortController>()

  constructor(init: {
    readonly carrier: Carrier
    readonly tickets: Tickets
    readonly traffic: Traffic
    readonly neighbours: PeerTraffic
    /** Keeps what comes over the WAN below a rate. */
    readonly downloads: DownloadLimit
    readonly linkOf: (peer: PeerName) => Link
    /** Whether a peer is a web server. */
    readonly isWeb: (peer: PeerName) => boolean
    readonly input: (input: NodeInput) => void
    readonly log: Log
  }) {
    this.#carrier = init.carrier
    this.#tickets = init.tickets
    this.#traffic = init.traffic
    this.#neighbours = init.neighbours
    this.#downloads = init.downloads
    this.#linkOf = init.linkOf
    this.#isWeb = init.isWeb
    this.#input = init.input
    this.#log = init.log
  }

  /** Starts a fetch. It ends in exactly one `fetched` or `fetch-failed`. */
  start({ fetch, peer, address, bytes }: Fetch): void {
    const abort = new AbortController()
    this.#running.set(fetch, abort)
    const link = this.#linkOf(peer)
    if (link === 'wan') this.#log.debug('fetch-begun', { address, bytes, link, peer })
    const pauseMs = link === 'wan' ? (arrived: number) => this.#downloads.pauseMs(arrived) : undefined
    let receivedBytes = 0
    const onProgress = (bytesSoFar: number): void => {
      receivedBytes = bytesSoFar
      this.#input({ type: 'progress', fetch, receivedBytes })
    }
    this.#carrier.fetch(peer, address, bytes, { signal: abort.signal, onProgress, pauseMs }).then(
      (content) => {
        this.#running.delete(fetch)
        const verdict = judge(sha256(content), digestOf(address))
        this.#log.debug(verdict.type === 'genuine' ? 'fetched' : 'forged', { address, bytes, link, peer })
        if (verdict.type === 'genuine') {
          this.#traffic.received(link, address, bytes)
          if (this.#isWeb(peer)) this.#traffic.receivedByHttp(bytes)
          this.#neighbours.received(peer, bytes)
        } else this.#traffic.rejected(bytes)
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
