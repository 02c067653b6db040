import { type Address, digestOf } from '#core/address.ts'
import { check } from '#core/check.ts'
import { type Digest, sha256 } from '#core/digest.ts'
import type { Engine } from '#core/engine.ts'
import type {
  ExchangeEffect,
  ExchangeInput,
  ExchangeMessage,
  FetchFailure,
  FetchId,
  Link,
  PeerName,
  PeerRole,
  Refusal,
  RequestId,
  Ticket,
} from '#core/exchange/contract.ts'
import { judge } from '#core/verdict.ts'
import type { NodeEffect } from '#node/engine/contract.ts'
import type { Appointment, Clock } from '#sim/clock.ts'

/** What an endpoint says of itself. */
export interface EndpointFacts {
  readonly name: PeerName
  readonly role: PeerRole
  /** The site it is at; undefined for what is beyond all WAN links. */
  readonly site: number | undefined
}

/** What an endpoint decides with: a whole node, or an exchange alone. */
export type Mind = Engine<ExchangeInput, NodeEffect | ExchangeEffect>

/** One fetch between two endpoints, as either end sees it. It ends once at each. */
export interface OpenPath {
  /** Whether a peer is one of its ends. */
  joins(peer: PeerName): boolean
  /** The holder has taken the request under this id. */
  taken(request: RequestId): void
  serve(isForged: boolean): void
  refuse(reason: Refusal): void
  /** Breaks it, by either end or because one is gone. */
  close(): void
}

/** Effects that concern other endpoints. */
export interface Network {
  readonly clock: Clock
  send(from: Endpoint, effect: Extract<ExchangeEffect, { readonly type: 'send' }>): void
  fetch(from: Endpoint, effect: Extract<ExchangeEffect, { readonly type: 'fetch' }>): OpenPath | undefined
  meet(from: Endpoint, peer: PeerName): void
  disconnect(from: Endpoint, peer: PeerName): void
}

/** How an endpoint behaves instead of as its engine decides. */
export interface Malice {
  /** It serves bytes that are not what their address says. */
  forges: boolean
  /** It answers no request. */
  isMute: boolean
}

/** Effects that an endpoint does not carry out itself. */
export type OwnEffect = Exclude<
  NodeEffect | ExchangeEffect,
  { readonly type: 'send' | 'meet' | 'fetch' | 'cancel' | 'serve' | 'refuse' | 'release' | 'ban' | 'distrust' }
>

/** Counts the content that an endpoint moves. */
export interface Traffic {
  arrived(link: Link, bytes: number): void
  sent(bytes: number): void
}

/** What an endpoint is made from. */
export interface EndpointInit extends EndpointFacts {
  readonly network: Network
  readonly mind: Mind
  readonly malice: Malice
  /** Sees what its engine tells others. */
  readonly says?: (message: ExchangeMessage) => void
  /** Carries out what is not of the exchange with other endpoints. */
  readonly own: (effect: OwnEffect) => void
  /** Content that came, whatever became of it, and that was served. */
  readonly traffic?: Traffic
}

/** A node in the modelled network from its start to its end: an engine, and around it bytes that are only counted. */
export class Endpoint {
  readonly name: PeerName
  readonly role: PeerRole
  readonly site: number | undefined
  readonly malice: Malice
  /** Inputs that its engine took. */
  inputs = 0
  readonly #init: EndpointInit
  readonly #clock: Clock
  readonly #mind: Mind
  readonly #peers = new Map<PeerName, Link>()
  /** Connections over which nothing was fetched yet. */
  readonly #unused = new Set<PeerName>()
  /** Of each ticket whether its bytes are forged. */
  readonly #tickets = new Map<Ticket, boolean>()
  readonly #fetches = new Map<FetchId, OpenPath>()
  readonly #requests = new Map<RequestId, OpenPath>()
  #tick: Appointment | undefined
  #lastId = 0
  #isGone = false

  constructor(init: EndpointInit) {
    this.name = init.name
    this.role = init.role
    this.site = init.site
    this.malice = init.malice
    this.#init = init
    this.#clock = init.network.clock
    this.#mind = init.mind
  }

  /** Whether it has ended: nothing enters or leaves any more. */
  get isGone(): boolean {
    return this.#isGone
  }

  /** The peers that it is connected with. */
  get peers(): ReadonlyMap<PeerName, Link> {
    return this.#peers
  }

  /** Hands the engine an input, carries out what it wants and arranges its next tick. */
  handle(input: ExchangeInput): void {
    if (this.#isGone) return
    this.inputs += 1
    const clock = this.#clock
    for (const effect of this.#mind.handle(input, clock.now)) this.#carryOut(effect)
    this.arrangeTick()
  }

  /** After an input that the engine took elsewhere. */
  carryOut(effects: readonly (NodeEffect | ExchangeEffect)[]): void {
    this.inputs += 1
    for (const effect of effects) this.#carryOut(effect)
    this.arrangeTick()
  }

  /** Makes sure that the engine is woken when it wants to be. */
  arrangeTick(): void {
    if (this.#isGone) return
    const deadline = this.#mind.deadline()
    if (this.#tick !== undefined) {
      if (this.#tick.at === deadline) return
      this.#tick.cancel()
      this.#tick = undefined
    }
    if (deadline === undefined) return
    check(deadline > this.#clock.now, 'the deadline of an engine moves on')
    this.#tick = this.#clock.at(deadline, () => {
      this.#tick = undefined
      this.handle({ type: 'tick' })
    })
  }

  /** A connection with a peer is up. `role` is what the peer is to this node. */
  join(peer: Endpoint, link: Link, role: PeerRole = peer.role): void {
    if (this.#isGone || this.#peers.has(peer.name)) return
    this.#peers.set(peer.name, link)
    this.#unused.add(peer.name)
    this.handle({ type: 'peer-joined', peer: peer.name, link, role })
  }

  /** Takes a connection into use. Says whether it is new: its first bytes come slowly. */
  beginUse(peer: PeerName): boolean {
    return this.#unused.delete(peer)
  }

  /** The connection with a peer is closed. */
  lose(peer: PeerName): void {
    if (!this.#peers.delete(peer)) return
    this.#unused.delete(peer)
    this.handle({ type: 'peer-left', peer })
    for (const path of this.paths()) if (path.joins(peer)) path.close()
  }

  /** The process ends, or the power does. Its peers see connections close when the network tells them. */
  goAway(): void {
    this.#isGone = true
    this.#tick?.cancel()
    for (const path of this.paths()) path.close()
    this.#peers.clear()
  }

  /** Every fetch that it makes or serves. */
  paths(): readonly OpenPath[] {
    return [...this.#fetches.values(), ...this.#requests.values()]
  }

  /** A peer asks for bytes. */
  receiveRequest(path: OpenPath, peer: PeerName, address: Address): void {
    if (this.malice.isMute) return
    this.#lastId += 1
    const request = this.#lastId as RequestId
    this.#requests.set(request, path)
    path.taken(request)
    this.handle({ type: 'request', request, peer, address })
  }

  /** All bytes of a fetch have come. */
  receiveBytes(fetch: FetchId, address: Address, isForged: boolean): void {
    this.#fetches.delete(fetch)
    this.#lastId += 1
    const ticket = this.#lastId as Ticket
    this.#tickets.set(ticket, isForged)
    const expected = digestOf(address)
    this.handle({ type: 'fetched', fetch, verdict: judge(isForged ? forgedDigest : expected, expected), ticket })
  }

  /** A fetch came to nothing; what came of it was paid for. */
  failFetch(fetch: FetchId, reason: FetchFailure, receivedBytes: number): void {
    this.#fetches.delete(fetch)
    if (receivedBytes > 0) this.handle({ type: 'progress', fetch, receivedBytes })
    this.handle({ type: 'fetch-failed', fetch, reason })
  }

  /** Content has come. */
  countArrived(link: Link, bytes: number): void {
    this.#init.traffic?.arrived(link, bytes)
  }

  /** A serve has ended. */
  endServe(request: RequestId, sentBytes: number): void {
    this.#init.traffic?.sent(sentBytes)
    if (this.#requests.delete(request)) this.handle({ type: 'served', request, sentBytes })
  }

  /** Whether the bytes under a ticket are forged. */
  isForged(ticket: Ticket): boolean {
    const isForged = this.#tickets.get(ticket)
    check(isForged !== undefined, 'a ticket in use is kept')
    return isForged
  }

  #carryOut(effect: NodeEffect | ExchangeEffect): void {
    const { network } = this.#init
    switch (effect.type) {
      case 'send':
        this.#init.says?.(effect.message)
        return network.send(this, effect)
      case 'meet':
        return network.meet(this, effect.peer)
      case 'fetch': {
        const path = network.fetch(this, effect)
        if (path !== undefined) this.#fetches.set(effect.fetch, path)
        else this.#failLater(effect.fetch)
        return
      }
      case 'cancel':
        return this.#fetches.get(effect.fetch)?.close()
      case 'serve': {
        const { request, ticket } = effect
        const path = this.#requests.get(request)
        if (path === undefined) return this.#serveNothing(request)
        return path.serve(this.malice.forges || (ticket !== undefined && this.isForged(ticket)))
      }
      case 'refuse': {
        const path = this.#requests.get(effect.request)
        this.#requests.delete(effect.request)
        return path?.refuse(effect.reason)
      }
      case 'release':
        check(this.#tickets.delete(effect.ticket), 'a ticket is released once')
        return
      case 'ban':
        return network.disconnect(this, effect.peer)
      case 'distrust':
        return
      default:
        return this.#init.own(effect)
    }
  }

  #failLater(fetch: FetchId): void {
    const { clock } = this.#init.network
    clock.at(clock.now, () => this.failFetch(fetch, 'closed', 0))
  }

  #serveNothing(request: RequestId): void {
    const { clock } = this.#init.network
    clock.at(clock.now, () => this.handle({ type: 'served', request, sentBytes: 0 }))
  }
}

/** What forged bytes hash to: nothing that anybody asks for. */
const forgedDigest: Digest = sha256(Buffer.from('forged'))
