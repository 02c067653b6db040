import type { Address } from '#core/address.ts'
import { check, unreachable } from '#core/check.ts'
import { earliest, type Instant, instant } from '#core/engine.ts'
import type {
  ExchangeEffect,
  ExchangeInput,
  ExchangeMessage,
  Link,
  PeerName,
  PeerRole,
} from '#core/exchange/contract.ts'
import { Allowance, type WanSpending } from '#core/exchange/download/allowance.ts'
import type { ExchangeFacts } from '#core/exchange/engine.ts'
import { Holdings } from '#core/exchange/ledger/holdings.ts'
import { limitsFor } from '#core/exchange/limits.ts'
import { Random } from '#core/random.ts'
import type { ExchangePort } from '#node/engine/exchange-port.ts'
import { Downloads } from './downloads.ts'
import { Serving } from './ledger/serving.ts'
import { Sources } from './ledger/sources.ts'
import { addressesIn, Talk } from './ledger/talk.ts'
import type { Strategy } from './strategy.ts'

/**
 * An exchange that mycel's is compared with: what every client does (fetch, verify, keep, serve, retry, obey the rules
 * of the WAN) around one {@link Strategy}. Who sends forged bytes is banned, whoever fails rests and is asked again.
 */
export class PolicyEngine implements ExchangePort {
  readonly #strategy: Strategy
  readonly #sources: Sources
  readonly #holdings: Holdings
  readonly #talk: Talk
  readonly #allowance = new Allowance()
  readonly #downloads: Downloads
  readonly #serving: Serving
  #effects: ExchangeEffect[] = []
  #now = instant(0)
  #deadline: Instant | undefined

  constructor(facts: ExchangeFacts, strategy: Strategy) {
    const limits = { ...limitsFor('device'), ...facts.limits }
    const random = new Random(facts.seed, 'policy', facts.self)
    const emit = (effect: ExchangeEffect) => void this.#effects.push(effect)
    const sources = new Sources(limits, random, (link) => strategy.isPartnerOver(link))
    const talk = new Talk(sources)
    const holdings = new Holdings(limits, (ticket, address) => {
      if (!holdings.has(address)) talk.lost([address])
      emit({ type: 'release', ticket })
    })
    this.#strategy = strategy
    this.#sources = sources
    this.#talk = talk
    this.#holdings = holdings
    this.#downloads = new Downloads({
      strategy,
      limits,
      random,
      sources,
      holdings,
      talk,
      emit,
      allowance: this.#allowance,
    })
    this.#serving = new Serving(strategy.servesMax, sources, holdings)
  }

  /** Throws BrokenRule when its own world breaks the contract; peers can say what they like. */
  handle(input: ExchangeInput, now: Instant): readonly ExchangeEffect[] {
    check(now >= this.#now, 'time never goes backwards')
    this.#now = now
    this.#take(input, now)
    this.#downloads.begin(now)
    this.#effects.push(...this.#talk.flush(now))
    this.#deadline = earliest(this.#talk.deadline(), this.#downloads.deadline(now))
    const effects = this.#effects
    this.#effects = []
    return effects
  }

  deadline(): Instant | undefined {
    return this.#deadline
  }

  get wanSpending(): WanSpending {
    return this.#allowance.spending
  }

  isOffered(addresses: readonly Address[]): boolean {
    return this.#sources.isOffered(addresses)
  }

  /** Whether it could serve an address now. */
  holds(address: Address): boolean {
    return this.#holdings.has(address)
  }

  #take(input: ExchangeInput, now: Instant): void {
    switch (input.type) {
      case 'tick':
      // Nobody is told what will be wanted, or who reboots.
      case 'intend':
      case 'leaving':
        break
      case 'peer-joined':
        this.#join(input.peer, input.link, input.role)
        break
      case 'peer-left':
        this.#sources.leave(input.peer)
        break
      case 'message':
        this.#hear(input.peer, input.message, now)
        break
      case 'want':
        this.#downloads.want(input, now)
        break
      case 'unwant':
        this.#downloads.unwant(input.want)
        break
      case 'consumed':
        this.#holdings.giveBack(input.ticket)
        break
      case 'holding':
        this.#talk.has(input.addresses.filter((address) => !this.#holdings.has(address)))
        this.#holdings.hold(input.addresses)
        break
      case 'lost':
        this.#holdings.lose(input.addresses)
        this.#talk.lost(input.addresses.filter((address) => !this.#holdings.has(address)))
        break
      case 'progress':
        this.#downloads.progress(input.fetch, input.receivedBytes, now)
        break
      case 'fetched':
        this.#downloads.fetched(input.fetch, input.verdict, input.ticket)
        break
      case 'fetch-failed':
        this.#downloads.failed(input.fetch, input.reason, now)
        break
      case 'wan-rules':
        this.#allowance.change(input.rules)
        break
      case 'request':
        this.#effects.push(this.#serving.request(input))
        break
      case 'served':
        this.#serving.served(input.request)
        break
      default:
        unreachable(input)
    }
  }

  #join(name: PeerName, link: Link, role: PeerRole): void {
    if (this.#sources.isBanned(name)) {
      this.#effects.push({ type: 'ban', peer: name, reason: 'forged-bytes' })
      return
    }
    const source = this.#sources.join(name, link, role)
    if (source?.isPartner) this.#effects.push(...this.#talk.greet(source, this.#holdings.addresses()))
  }

  #hear(name: PeerName, message: ExchangeMessage, now: Instant): void {
    const source = this.#sources.get(name)
    if (!source?.isPartner) return
    if (message.type === 'have') this.#sources.learn(source, message.addresses)
    if (this.#downloads.wantsAny(addressesIn(message))) this.#strategy.heard?.(source, now)
  }
}
