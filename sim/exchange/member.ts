import { type Address, digestOf } from '#core/address.ts'
import { check, unreachable } from '#core/check.ts'
import { sha256 } from '#core/digest.ts'
import type {
  ExchangeEffect,
  ExchangeInput,
  FetchId,
  PeerName,
  PeerRole,
  Refusal,
  RequestId,
  Ticket,
} from '#core/exchange/contract.ts'
import { judge } from '#core/verdict.ts'
import type { ExchangePort } from '#node/engine/exchange-port.ts'
import type { Appointment, Clock } from '#sim/clock.ts'
import { Installer } from '#sim/exchange/installer.ts'

/** One fetch between two members, as either end sees it. */
export interface Path {
  readonly ends: readonly PeerName[]
  serve(request: RequestId): void
  refuse(reason: Refusal): void
  /** Breaks it; it still ends once at each end. */
  close(): void
}

/** What a member needs of the network around it. */
export interface MemberNetwork {
  readonly clock: Clock
  /** Carries a message or a fetch to another member, or drops it. */
  send(from: Member, effect: Extract<ExchangeEffect, { type: 'send' }>): void
  fetch(from: Member, effect: Extract<ExchangeEffect, { type: 'fetch' }>): Path
  disconnect(member: Member, peer: PeerName): void
  /** Connects a member with another one, if it is there. */
  meet(member: Member, peer: PeerName): void
  observe(member: Member, effect: ExchangeEffect): void
}

/** Bytes as the model knows them. */
interface ModelledBytes {
  readonly address: Address
  readonly isForged: boolean
}

/** What a member is. */
export interface MemberFacts {
  readonly name: PeerName
  readonly engine: ExchangePort
  readonly isForger?: boolean
}

/** A modelled node: an exchange engine, and around it bytes that are only counted. */
export class Member {
  readonly name: PeerName
  readonly isForger: boolean
  readonly installer: Installer
  readonly #network: MemberNetwork
  readonly #engine: ExchangePort
  readonly #peers = new Set<PeerName>()
  readonly #tickets = new Map<Ticket, ModelledBytes>()
  readonly #fetches = new Map<FetchId, Path>()
  readonly #requests = new Map<RequestId, Path>()
  #tick: Appointment | undefined
  #lastId = 0
  #isGone = false
  inputCount = 0

  constructor(network: MemberNetwork, facts: MemberFacts) {
    this.name = facts.name
    this.isForger = facts.isForger ?? false
    this.#network = network
    this.installer = new Installer(network.clock, (input) => this.handle(input))
    this.#engine = facts.engine
  }

  knows(peer: PeerName): boolean {
    return this.#peers.has(peer)
  }

  /** Gives the engine one input, carries out what it wants, and arranges its next tick. */
  handle(input: ExchangeInput): void {
    if (this.#isGone) return
    const { clock } = this.#network
    this.inputCount += 1
    for (const effect of this.#engine.handle(input, clock.now)) {
      this.#network.observe(this, effect)
      this.#carryOut(effect)
    }
    this.#tick?.cancel()
    const deadline = this.#engine.deadline()
    check(deadline === undefined || deadline > clock.now, 'the deadline of an engine moves on')
    this.#tick = deadline === undefined ? undefined : clock.at(deadline, () => this.handle({ type: 'tick' }))
  }

  join(peer: Member, link: 'lan' | 'wan', role: PeerRole): void {
    this.#peers.add(peer.name)
    this.handle({ type: 'peer-joined', peer: peer.name, link, role })
  }

  lose(peer: PeerName): void {
    if (!this.#peers.delete(peer)) return
    this.handle({ type: 'peer-left', peer })
    for (const path of this.#paths()) if (path.ends.includes(peer)) path.close()
  }

  /** The power goes: nothing enters or leaves any more. */
  goAway(): void {
    this.#isGone = true
    this.#tick?.cancel()
    this.#peers.clear()
    for (const path of this.#paths()) path.close()
  }

  receiveRequest(path: Path, peer: PeerName, address: Address): RequestId {
    this.#lastId += 1
    const request = this.#lastId as RequestId
    this.#requests.set(request, path)
    this.handle({ type: 'request', request, peer, address })
    return request
  }

  receiveBytes(fetch: FetchId, address: Address, isForged: boolean): void {
    this.endFetch(fetch)
    this.#lastId += 1
    const ticket = this.#lastId as Ticket
    this.#tickets.set(ticket, { address, isForged })
    const actual = isForged ? sha256(Buffer.from(`forged ${address}`)) : digestOf(address)
    this.handle({ type: 'fetched', fetch, verdict: judge(actual, digestOf(address)), ticket })
  }

  endFetch(fetch: FetchId): void {
    this.#fetches.delete(fetch)
  }

  endServe(request: RequestId, sentBytes: number): void {
    this.#requests.delete(request)
    this.handle({ type: 'served', request, sentBytes })
  }

  #paths(): readonly Path[] {
    return [...this.#fetches.values(), ...this.#requests.values()]
  }

  #carryOut(effect: ExchangeEffect): void {
    switch (effect.type) {
      case 'send':
        this.#network.send(this, effect)
        break
      case 'meet':
        this.#network.meet(this, effect.peer)
        break
      case 'fetch':
        this.#fetches.set(effect.fetch, this.#network.fetch(this, effect))
        break
      case 'cancel':
        this.#fetches.get(effect.fetch)?.close()
        break
      case 'deliver':
        this.#checkGenuine(effect.address, effect.ticket)
        this.installer.deliver(effect.want, effect.address, effect.ticket)
        break
      case 'serve':
        if (effect.ticket !== undefined) this.#checkGenuine(effect.address, effect.ticket)
        this.#requests.get(effect.request)?.serve(effect.request)
        break
      case 'refuse':
        this.#requests.get(effect.request)?.refuse(effect.reason)
        this.#requests.delete(effect.request)
        break
      case 'release':
        check(this.#tickets.delete(effect.ticket), 'a ticket is released once')
        break
      case 'distrust':
        break
      case 'ban':
        this.#network.disconnect(this, effect.peer)
        break
      default:
        unreachable(effect)
    }
  }

  #checkGenuine(address: Address, ticket: Ticket): void {
    const bytes = this.#tickets.get(ticket)
    check(bytes?.address === address && !bytes.isForged, 'a ticket in use is kept, and its bytes are what it says')
  }
}
