import type { Address } from '#core/address.ts'
import { type Instant, later, millisecondsBetween } from '#core/engine.ts'
import type { FetchFailure, FetchId, Link, PeerName, Refusal, RequestId } from '#core/exchange/contract.ts'
import { transferSilenceMs } from '#core/exchange/limits.ts'
import type { Appointment, Clock } from '#sim/clock.ts'
import type { Fluid, FluidLink, Transfer } from '#sim/network/fluid.ts'
import type { Endpoint, OpenPath } from './endpoint.ts'

/** The two ends of one fetch and what lies between them. */
export interface PathFacts {
  readonly clock: Clock
  readonly fluid: Fluid
  readonly links: readonly FluidLink[]
  readonly link: Link
  /** One way. */
  readonly latencyMs: number
  /** Bytes a second that one flow can have, where packets are lost. */
  readonly rateMax: number | undefined
  /** Whether the connection is new: TCP begins slowly on it. */
  readonly startsSlowly: boolean
  /** Bytes on the wire for each byte of the answer: headers, encryption, framing. */
  readonly overhead: number
  readonly fetcher: Endpoint
  readonly fetch: FetchId
  readonly holder: Endpoint
  readonly address: Address
  readonly bytes: number
}

/** Time between two progress inputs of one fetch. */
const progressMs = 500

/** One fetch on its way: asked, refused or served, and ended exactly once at each end. */
export class Path implements OpenPath {
  readonly #facts: PathFacts
  #request: RequestId | undefined
  #transfer: Transfer | undefined
  #look: Appointment | undefined
  #isForged = false
  #seenBytes = 0
  #seenAt: Instant
  /** Whether it was broken; the fetching end hears of it right after. */
  #isBroken = false
  #hasEnded = false

  /** Sends the request on its way. */
  constructor(facts: PathFacts) {
    this.#facts = facts
    this.#seenAt = facts.clock.now
    this.#afterLatency(() => this.#ask())
    this.#arrangeLook()
  }

  joins(peer: PeerName): boolean {
    return this.#facts.fetcher.name === peer || this.#facts.holder.name === peer
  }

  taken(request: RequestId): void {
    this.#request = request
  }

  refuse(reason: Refusal): void {
    this.#request = undefined
    this.#afterLatency(() => this.#fail(reason))
  }

  serve(isForged: boolean): void {
    if (this.#hasEnded || this.#isBroken) return this.#endServe(0)
    const { fluid, links, bytes, rateMax, latencyMs, startsSlowly, overhead } = this.#facts
    this.#isForged = isForged
    this.#transfer = fluid.start({
      links,
      bytes: Math.ceil(bytes * overhead),
      ...(rateMax === undefined ? {} : { rateMax }),
      ...(startsSlowly ? { roundTripMs: 2 * latencyMs } : {}),
      done: () => this.#crossed(),
    })
  }

  close(): void {
    if (this.#hasEnded || this.#isBroken) return
    this.#break()
    const { clock } = this.#facts
    clock.at(clock.now, () => this.#fail('closed'))
  }

  #ask(): void {
    const { holder, fetcher, address } = this.#facts
    if (this.#hasEnded || this.#isBroken) return
    if (holder.isGone || !holder.peers.has(fetcher.name)) this.close()
    else holder.receiveRequest(this, fetcher.name, address)
  }

  /** A request that has no answer yet stays: a serve of it ends with nothing sent. */
  #break(): void {
    this.#isBroken = true
    if (this.#transfer === undefined) return
    this.#transfer.stop()
    this.#endServe(this.#arrivedBytes())
  }

  #crossed(): void {
    const { bytes } = this.#facts
    this.#endServe(bytes)
    this.#afterLatency(() => this.#succeed())
  }

  #succeed(): void {
    if (this.#isBroken || !this.#end()) return
    const { fetcher, fetch, link, address, bytes } = this.#facts
    fetcher.countArrived(link, bytes)
    fetcher.receiveBytes(fetch, address, this.#isForged)
  }

  #fail(reason: FetchFailure): void {
    if (!this.#end()) return
    const { fetcher, fetch, link } = this.#facts
    const arrived = this.#arrivedBytes()
    fetcher.countArrived(link, arrived)
    fetcher.failFetch(fetch, reason, arrived)
  }

  #end(): boolean {
    const isFirst = !this.#hasEnded
    this.#hasEnded = true
    this.#look?.cancel()
    return isFirst
  }

  #endServe(sentBytes: number): void {
    const request = this.#request
    if (request === undefined) return
    this.#request = undefined
    const { clock, holder } = this.#facts
    clock.at(clock.now, () => holder.endServe(request, sentBytes))
  }

  #arrivedBytes(): number {
    const { bytes, overhead } = this.#facts
    return Math.min(bytes, Math.floor((this.#transfer?.arrivedBytes() ?? 0) / overhead))
  }

  /** From time to time the fetching end sees how far it is. */
  #arrangeLook(): void {
    const { clock } = this.#facts
    this.#look = clock.at(later(clock.now, progressMs), () => this.#lookAtIt())
  }

  #lookAtIt(): void {
    const { clock, fetcher, fetch, link } = this.#facts
    const receivedBytes = this.#arrivedBytes()
    if (receivedBytes > this.#seenBytes) {
      this.#seenBytes = receivedBytes
      this.#seenAt = clock.now
      fetcher.handle({ type: 'progress', fetch, receivedBytes })
    } else if (millisecondsBetween(this.#seenAt, clock.now) >= transferSilenceMs[link]) {
      this.#break()
      this.#fail('timed-out')
      return
    }
    if (!this.#hasEnded && !this.#isBroken) this.#arrangeLook()
  }

  #afterLatency(action: () => void): void {
    const { clock, latencyMs } = this.#facts
    clock.at(later(clock.now, latencyMs), action)
  }
}
