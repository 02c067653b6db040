import type { Address } from '#core/address.ts'
import { later } from '#core/engine.ts'
import type { FetchFailure, FetchId, PeerName, Refusal, RequestId } from '#core/exchange/contract.ts'
import type { Appointment, Clock } from '#sim/clock.ts'
import type { Member, Path } from '#sim/exchange/member.ts'
import type { SharedLink, Transfer } from '#sim/exchange/shared-link.ts'

/** The two ends of one fetch and what lies between them. */
export interface FetchPathFacts {
  readonly clock: Clock
  readonly link: SharedLink
  readonly latencyMs: number
  readonly fetcher: Member
  readonly fetch: FetchId
  readonly holder: Member
  readonly address: Address
  readonly bytes: number
}

/** Time between two progress inputs of one fetch. */
const progressMs = 1000

/** One fetch on its way: asked, refused or served, and ended exactly once at each end. */
export class FetchPath implements Path {
  readonly ends: readonly PeerName[]
  readonly #facts: FetchPathFacts
  #request: RequestId | undefined
  #transfer: Transfer | undefined
  #progress: Appointment | undefined
  #hasEnded = false

  /** Sends the request on its way. */
  constructor(facts: FetchPathFacts) {
    this.#facts = facts
    this.ends = [facts.fetcher.name, facts.holder.name]
    this.#afterLatency(() => {
      if (!facts.holder.knows(facts.fetcher.name)) this.close()
      else if (!this.#hasEnded) facts.holder.receiveRequest(this, facts.fetcher.name, facts.address)
    })
  }

  /** The holder refuses. */
  refuse(reason: Refusal): void {
    this.#afterLatency(() => this.#fail(reason))
  }

  /** The holder serves. */
  serve(request: RequestId): void {
    this.#request = request
    if (this.#hasEnded) {
      this.#endServe(0)
      return
    }
    const { link, bytes } = this.#facts
    this.#transfer = link.start(bytes, () => {
      this.#endServe(bytes)
      this.#afterLatency(() => this.#succeed())
    })
    this.#arrangeProgress()
  }

  /** Breaks the path, by either end or because one is gone. */
  close(): void {
    if (this.#hasEnded) return
    this.#transfer?.stop()
    if (this.#transfer !== undefined) this.#endServe(this.#transfer.arrivedBytes())
    const { clock } = this.#facts
    clock.at(clock.now, () => this.#fail('closed'))
  }

  #succeed(): void {
    if (!this.#end()) return
    const { fetcher, fetch, holder, address } = this.#facts
    fetcher.receiveBytes(fetch, address, holder.isForger)
  }

  #fail(reason: FetchFailure): void {
    if (!this.#end()) return
    const { fetcher, fetch } = this.#facts
    fetcher.endFetch(fetch)
    fetcher.handle({ type: 'fetch-failed', fetch, reason })
  }

  #end(): boolean {
    const isFirst = !this.#hasEnded
    this.#hasEnded = true
    this.#progress?.cancel()
    return isFirst
  }

  #endServe(sentBytes: number): void {
    const request = this.#request
    if (request === undefined) return
    this.#request = undefined
    const { clock, holder } = this.#facts
    clock.at(clock.now, () => holder.endServe(request, sentBytes))
  }

  #arrangeProgress(): void {
    const { clock, fetcher, fetch } = this.#facts
    this.#progress = clock.at(later(clock.now, progressMs), () => {
      fetcher.handle({ type: 'progress', fetch, receivedBytes: this.#transfer?.arrivedBytes() ?? 0 })
      this.#arrangeProgress()
    })
  }

  #afterLatency(action: () => void): void {
    const { clock, latencyMs } = this.#facts
    clock.at(later(clock.now, latencyMs), action)
  }
}
