import type { Address } from '#core/address.ts'
import { check, unreachable } from '#core/check.ts'
import { type Engine, earliest, type Instant } from '#core/engine.ts'
import type {
  ExchangeEffect,
  ExchangeInput,
  ExchangeMessage,
  FetchId,
  Link,
  PeerName,
  PeerRole,
  Ticket,
} from '#core/exchange/contract.ts'
import { Crews } from '#core/exchange/crew/crews.ts'
import { Pace } from '#core/exchange/crew/pace.ts'
import { Rota } from '#core/exchange/crew/rota.ts'
import { Allowance, type WanSpending } from '#core/exchange/download/allowance.ts'
import { Downloads } from '#core/exchange/download/downloads.ts'
import { isOffered } from '#core/exchange/download/holder.ts'
import { Neighbourhood } from '#core/exchange/download/neighbourhood.ts'
import { Rivals } from '#core/exchange/download/rivals.ts'
import { Settling } from '#core/exchange/download/settling.ts'
import { Turns } from '#core/exchange/download/turns.ts'
import { Fetches } from '#core/exchange/ledger/fetches.ts'
import { Holders } from '#core/exchange/ledger/holders.ts'
import { Holdings } from '#core/exchange/ledger/holdings.ts'
import { Leases } from '#core/exchange/ledger/leases.ts'
import { Offers } from '#core/exchange/ledger/offers.ts'
import { type Peer, Peers } from '#core/exchange/ledger/peers.ts'
import { Unshared } from '#core/exchange/ledger/unshared.ts'
import { Wants } from '#core/exchange/ledger/wants.ts'
import { type ExchangeLimits, limitsFor } from '#core/exchange/limits.ts'
import { Announcer } from '#core/exchange/serve/announcer.ts'
import { Server } from '#core/exchange/serve/server.ts'
import { SiteTalk } from '#core/exchange/site/site-talk.ts'
import { Random } from '#core/random.ts'
import type { Verdict } from '#core/verdict.ts'

/** The facts that an exchange engine is made of. */
export interface ExchangeFacts {
  readonly self: PeerName
  readonly role: PeerRole
  /** Chance, modulo 2^32. Engines with the same seed and different names make different choices. */
  readonly seed: number
  /** What this node says of itself counts on from here: higher at every start, 0 where nobody knew it before. */
  readonly sequence?: number
  /** Instead of the limits of the role. */
  readonly limits?: Partial<ExchangeLimits>
}

/**
 * Decides what one node fetches from whom, serves to whom and tells whom. A device meets its wants
 * from neighbours, and over the WAN when a payload is its turn; a seeder only serves.
 */
export class ExchangeEngine implements Engine<ExchangeInput, ExchangeEffect> {
  readonly #role: PeerRole
  readonly #peers: Peers
  readonly #holders: Holders
  readonly #holdings: Holdings
  readonly #fetches = new Fetches()
  readonly #announcer: Announcer
  readonly #allowance = new Allowance()
  readonly #site: SiteTalk
  readonly #crews: Crews
  readonly #downloads: Downloads
  readonly #neighbourhood: Neighbourhood
  readonly #server: Server
  #effects: ExchangeEffect[] = []
  #now = 0 as Instant
  #deadline: Instant | undefined

  constructor(facts: ExchangeFacts) {
    const limits = { ...limitsFor(facts.role), ...facts.limits }
    const emit = (effect: ExchangeEffect) => void this.#effects.push(effect)
    const peers = new Peers(limits)
    this.#holders = new Holders(limits.havesPerPeerMax)
    const announcer = new Announcer(peers, this.#holders)
    const holdings = new Holdings(limits, (ticket, address) => {
      if (!holdings.has(address)) announcer.lost([address])
      emit({ type: 'release', ticket })
    })
    const wants = new Wants(limits)
    const pace = new Pace()
    const leases = new Leases(limits)
    const unshared = new Unshared()
    const turns = new Turns(facts.self, peers.neighbours)
    const crews = new Crews({ self: facts.self, neighbours: peers.neighbours, pace, allowance: this.#allowance })
    const rivals = new Rivals()
    const random = new Random(facts.seed, 'exchange', facts.self)
    const listeners = () => peers.listeners().map((peer) => peer.name)
    const isDistrusted = (peer: PeerName) => peers.isBanned(peer)
    const talk = { self: facts.self, neighbours: peers.neighbours, listeners, isDistrusted }
    const site = new SiteTalk({ ...talk, random, sequence: facts.sequence ?? 0, crews, pace, rivals })
    const rota = new Rota({ turns, crews, leases, rivals })
    const ledger = {
      peers,
      holders: this.#holders,
      offers: new Offers(random),
      wants,
      fetches: this.#fetches,
      leases,
      unshared,
    }
    const shared = { ...ledger, crews, site, rivals, rota, pace, settling: new Settling(), allowance: this.#allowance }
    this.#role = facts.role
    this.#peers = peers
    this.#holdings = holdings
    this.#announcer = announcer
    this.#site = site
    this.#crews = crews
    this.#downloads = new Downloads({ ...shared, limits, random, holdings, announcer, emit })
    this.#neighbourhood = new Neighbourhood({ ...shared, self: facts.self, turns, downloads: this.#downloads })
    this.#server = new Server(facts.role, limits, { peers, holdings, unshared })
  }

  /** Throws BrokenRule when its own world breaks the contract; peers can say what they like. */
  handle(input: ExchangeInput, now: Instant): readonly ExchangeEffect[] {
    check(now >= this.#now, 'time never goes backwards')
    this.#now = now
    const isStirred = this.#take(input, now)
    if (isStirred || (this.#deadline !== undefined && this.#deadline <= now)) this.#act(now)
    const effects = this.#effects
    this.#effects = []
    return effects
  }

  deadline(): Instant | undefined {
    return this.#deadline
  }

  /** What the WAN has cost so far. */
  get wanSpending(): WanSpending {
    return this.#allowance.spending
  }

  /** Whether a neighbour has the bytes at one of these addresses now. */
  isOffered(addresses: readonly Address[]): boolean {
    return isOffered(addresses, this.#holders)
  }

  /** Begins, and tells others, what is possible and due now. */
  #act(now: Instant): void {
    this.#downloads.begin(now)
    this.#effects.push(...this.#site.flush(now), ...this.#announcer.flush(now))
    this.#deadline = earliest(this.#downloads.deadline(now), this.#site.deadline(), this.#announcer.deadline())
  }

  /**
   * Takes an input in. False when nothing more follows from it: nothing else can begin, nobody is to be told of anything,
   * and nothing is to be done sooner than before. Most inputs are such.
   */
  #take(input: ExchangeInput, now: Instant): boolean {
    switch (input.type) {
      case 'tick':
        return true
      case 'peer-joined':
        this.#join(input.peer, input.link, input.role, now)
        return true
      case 'peer-left':
        this.#leave(input.peer, now)
        return true
      case 'message':
        return this.#hear(input.peer, input.message, now)
      case 'want':
        check(this.#role === 'device', 'a seeder wants nothing')
        this.#downloads.want(input, now)
        return true
      case 'intend':
        this.#crews.intend(input.group, now)
        return true
      case 'leaving':
        this.#site.leaves(input.leaving)
        return true
      case 'unwant':
        this.#downloads.unwant(input.want)
        return true
      case 'consumed':
        return this.#downloads.consumed(input.ticket)
      case 'holding':
        this.#hold(input.addresses)
        return true
      case 'lost':
        this.#lose(input.addresses)
        return true
      case 'progress':
        return this.#downloads.progress(input.fetch, input.receivedBytes, now)
      case 'fetched':
        this.#fetched(input.fetch, input.verdict, input.ticket, now)
        return true
      case 'fetch-failed':
        this.#downloads.failed(input.fetch, input.reason, now)
        return true
      case 'wan-rules':
        this.#allowance.change(input.rules)
        this.#downloads.seekAll()
        return true
      case 'request':
        this.#effects.push(this.#server.request(input.request, input.peer, input.address))
        return false
      case 'served': {
        const wasFull = this.#downloads.isFull
        return this.#server.served(input.request, input.sentBytes) || wasFull
      }
      default:
        return unreachable(input)
    }
  }

  #join(name: PeerName, link: Link, role: PeerRole, now: Instant): void {
    if (role === 'seeder' && this.#peers.isBanned(name)) {
      this.#effects.push({ type: 'ban', peer: name, reason: 'forged-bytes' })
      return
    }
    const peer = this.#peers.join(name, link, role)
    if (peer === undefined || this.#role === 'seeder' || !this.#peers.listeners().includes(peer)) return
    if (this.#isNeighbour(peer)) this.#neighbourhood.joined(peer, now)
    const running = [...this.#fetches.values()].filter((fetch) => fetch.overWan && !fetch.cancelled)
    const leased = running.map(({ address, receivedBytes }) => ({ address, receivedBytes }))
    const greeting = { held: this.#holdings.addresses(), leased }
    this.#effects.push(...this.#announcer.greet(name, greeting), ...this.#site.greeting(name))
  }

  #leave(name: PeerName, now: Instant): void {
    const peer = this.#peers.leave(name)
    if (peer !== undefined) this.#neighbourhood.left(peer, now)
  }

  /** False when nothing follows from a message, as with an input. */
  #hear(name: PeerName, message: ExchangeMessage, now: Instant): boolean {
    const peer = this.#peers.get(name)
    if (peer === undefined || !this.#isNeighbour(peer)) return false
    switch (message.type) {
      case 'have':
        return this.#neighbourhood.have(peer, message.addresses, now)
      case 'lease':
        return this.#neighbourhood.lease(peer, message.taken, message.dropped, now)
      case 'standings':
        this.#site.heard(peer.name, message.standings, now)
        return true
      case 'forged':
        this.#neighbourhood.blamed(peer)
        return true
      default:
        return unreachable(message)
    }
  }

  #hold(addresses: readonly Address[]): void {
    const fresh = addresses.filter((address) => !this.#holdings.has(address))
    this.#holdings.hold(addresses)
    this.#announcer.has(fresh, 'usual')
  }

  #lose(addresses: readonly Address[]): void {
    this.#holdings.lose(addresses)
    this.#announcer.lost(addresses.filter((address) => !this.#holdings.has(address)))
  }

  #fetched(fetch: FetchId, verdict: Verdict, ticket: Ticket, now: Instant): void {
    if (verdict.type === 'genuine') {
      this.#downloads.fetched(fetch, verdict.digest, ticket, now)
      return
    }
    this.#effects.push({ type: 'release', ticket })
    const forger = this.#downloads.forged(fetch)
    this.#peers.strike(forger.name)
    if (this.#peers.get(forger.name) !== forger) return
    if (this.#isNeighbour(forger)) this.#effects.push({ type: 'send', peer: forger.name, message: { type: 'forged' } })
    if (!this.#peers.isBanned(forger.name)) return
    if (forger.role === 'seeder') {
      this.#effects.push({ type: 'ban', peer: forger.name, reason: 'forged-bytes' })
      this.#leave(forger.name, now)
    } else if (this.#isNeighbour(forger)) {
      this.#effects.push({ type: 'distrust', peer: forger.name, reason: 'forged-bytes' })
      this.#peers.distrust(forger)
      this.#neighbourhood.left(forger, now)
    }
  }

  /** True when a device hears what this peer says: a seeder hears nobody. */
  #isNeighbour(peer: Peer): boolean {
    return this.#role === 'device' && this.#peers.neighbours.get(peer.name) === peer
  }
}
