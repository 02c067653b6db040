import type { Address } from '#core/address.ts'
import { later } from '#core/engine.ts'
import type { FetchFailure, FetchId, PeerName, Refusal, RequestId } from '#core/exchange/contract.ts'
import type { Appointment, Clock } from '#sim/clock.ts'
import type { Member, Path } from '#sim/exchange/member.ts'
import type { SharedLink, Transfer } from '#sim/exchange/shared-link.ts'

/** The two ends of one fetch and what lies between them. */
export interface FetchPathFacts {
  readonly clock: Clock
  /** What the bytes cross, frame by frame where there are several. */
  readonly links: readonly SharedLink[]
  readonly latencyMs: number
  readonly fetcher: Member
  readonly fetch: FetchId
  readonly holder: Member
  readonly address: Address
  readonly bytes: number
}

/** Bytes of one frame of an answer; see `docs/format.md §10`. */
const frameBytes = 256 * 1024

/** Time between two progress inputs of one fetch. */
const progressMs = 500

/** One fetch on its way: asked, refused or served, and ended exactly once at each end. */
export class FetchPath implements Path {
  readonly ends: readonly PeerName[]
  readonly #facts: FetchPathFacts
  #request: RequestId | undefined
  #transfer: Transfer | undefined
  #progress: Appointment | undefined
  #crossedBytes = 0
  /** Whether it was broken; the fetching end hears of it right after. */
  #isBroken = false
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
    if (this.#hasEnded || this.#isBroken) {
      this.#endServe(0)
      return
    }
    const { links, bytes } = this.#facts
    this.#cross(links, links.length > 1 ? Math.min(bytes, frameBytes) : bytes)
    this.#arrangeProgress()
  }

  /** Breaks the path, by either end or because one is gone. */
  close(): void {
    if (this.#hasEnded || this.#isBroken) return
    this.#isBroken = true
    this.#transfer?.stop()
    if (this.#request !== undefined) this.#endServe(this.#arrivedBytes())
    const { clock } = this.#facts
    clock.at(clock.now, () => this.#fail('closed'))
  }

  /** Takes one frame over one link after the other, and then the next frame. */
  #cross([link, ...others]: readonly SharedLink[], frame: number): void {
    const { links, bytes } = this.#facts
    if (link !== undefined) {
      this.#transfer = link.start(frame, () => this.#cross(others, frame))
      return
    }
    this.#transfer = undefined
    this.#crossedBytes += frame
    const next = Math.min(frame, bytes - this.#crossedBytes)
    if (next > 0) {
      this.#cross(links, next)
      return
    }
    this.#endServe(bytes)
    this.#afterLatency(() => this.#succeed())
  }

  /** What has come so far; of a frame that crosses several links, only when it has crossed them all. */
  #arrivedBytes(): number {
    const isWhole = this.#facts.links.length === 1
    return this.#crossedBytes + (isWhole ? (this.#transfer?.arrivedBytes() ?? 0) : 0)
  }

  #succeed(): void {
    if (!this.#end()) return
    const { fetcher, fetch, holder, address } = this.#facts
    fetcher.receiveBytes(fetch, address, holder.isForger)
  }

  #fail(reason: FetchFailure): void {
    if (!this.#end()) return
    const { fetcher, fetch } = this.#facts
    const receivedBytes = this.#arrivedBytes()
    fetcher.endFetch(fetch)
    // What came before it was cut short was paid for.
    if (receivedBytes > 0) fetcher.handle({ type: 'progress', fetch, receivedBytes })
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
      fetcher.handle({ type: 'progress', fetch, receivedBytes: this.#arrivedBytes() })
      this.#arrangeProgress()
    })
  }

  #afterLatency(action: () => void): void {
    const { clock, latencyMs } = this.#facts
    clock.at(later(clock.now, latencyMs), action)
  }
}
