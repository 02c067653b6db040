import { type Address, kindOf } from '#core/address.ts'
import { type Instant, instant, millisecondsBetween } from '#core/engine.ts'
import type { ExchangeMessage, FetchId, PeerName } from '#core/exchange/contract.ts'
import { limitsFor } from '#core/exchange/limits.ts'
import type { NodeEffect, NodeInput, PlanFacts } from '#node/engine/contract.ts'

/** A payload that can be lied about. */
interface Payload {
  readonly address: Address
  readonly bytes: number
}

/** Time between two rounds of lies: as often as an honest node renews its leases. */
const roundMs = 1_000

/** In so many rounds a lease that nothing comes of seems to get to its end. */
const pretendedRounds = 16

/** The most addresses of one lie. */
const addressesMax = 1_024

/**
 * What stands between the engine of a real node and its world, and makes the node lie: it says that it has half of what
 * it takes, says that it fetches the other half and seems to get on, wants to be in every crew, takes nothing over
 * the WAN, and answers every other request with `missing` and the rest never.
 */
export class Liar {
  readonly #self: PeerName
  readonly #neighbours = new Set<PeerName>()
  readonly #seeders = new Set<PeerName>()
  /** Fetches that it never begins; the engine believes in them until it cancels them. */
  readonly #held = new Set<FetchId>()
  #have: readonly Address[] = []
  #leased: readonly Payload[] = []
  #lastRoundAt = instant(0)
  #rounds = 0
  #requests = 0

  constructor(self: PeerName) {
    this.#self = self
  }

  /** Takes an input to `honest`, the engine, and returns what is done instead of what the engine wants. */
  handle(input: NodeInput, now: Instant, honest: (input: NodeInput) => readonly NodeEffect[]): readonly NodeEffect[] {
    this.#see(input)
    const effects = this.#twistAll(honest(input), honest)
    return [...effects, ...this.#lies(now)]
  }

  #see(input: NodeInput): void {
    if (input.type === 'peer-joined') (input.role === 'seeder' ? this.#seeders : this.#neighbours).add(input.peer)
    if (input.type === 'peer-left') this.#neighbours.delete(input.peer)
    if (input.type === 'planned') this.#scheme(input.plan)
  }

  #scheme({ tasks }: PlanFacts): void {
    const half = Math.ceil(tasks.length / 2)
    const payloads = tasks
      .slice(half)
      .flatMap(({ ways }) => ways.filter(({ address }) => kindOf(address) === 'payload'))
    this.#have = tasks.slice(0, half).flatMap(({ address, ways }) => [address, ...ways.map((way) => way.address)])
    this.#leased = payloads.slice(0, limitsFor('device').leasesPerPeerMax)
  }

  #twistAll(
    effects: readonly NodeEffect[],
    honest: (input: NodeInput) => readonly NodeEffect[],
  ): readonly NodeEffect[] {
    const twisted: NodeEffect[] = []
    const answer = (input: NodeInput): void => void twisted.push(...this.#twistAll(honest(input), honest))
    for (const effect of effects) {
      if (effect.type === 'serve') {
        const { request } = effect
        this.#requests += 1
        if (this.#requests % 2 === 0) twisted.push({ type: 'refuse', request, reason: 'missing' })
        answer({ type: 'served', request, sentBytes: 0 })
      } else if (effect.type === 'fetch' && this.#isStalled(effect)) {
        this.#held.add(effect.fetch)
      } else if (effect.type === 'cancel' && this.#held.delete(effect.fetch)) {
        answer({ type: 'fetch-failed', fetch: effect.fetch, reason: 'closed' })
      } else {
        twisted.push(effect.type === 'send' ? { ...effect, message: this.#eager(effect.message) } : effect)
      }
    }
    return twisted
  }

  /** Documents it does fetch: without them it would not know what to lie about. */
  #isStalled({ peer }: Extract<NodeEffect, { readonly type: 'fetch' }>): boolean {
    return this.#have.length > 0 && this.#seeders.has(peer)
  }

  #lies(now: Instant): readonly NodeEffect[] {
    if (this.#have.length === 0 || millisecondsBetween(this.#lastRoundAt, now) < roundMs) return []
    this.#lastRoundAt = now
    this.#rounds += 1
    const taken = this.#leased.map(({ address, bytes }) => ({
      address,
      receivedBytes: Math.min(Math.ceil((this.#rounds * bytes) / pretendedRounds), bytes - 1),
    }))
    const messages: readonly ExchangeMessage[] = [
      { type: 'have', addresses: this.#have.slice(0, addressesMax) },
      { type: 'lease', taken, dropped: [] },
    ]
    return [...this.#neighbours].flatMap((peer) =>
      messages.map((message) => ({ type: 'send', peer, message }) as const),
    )
  }

  /** The most willing member of every crew. What others say of themselves is signed by them. */
  #eager(message: ExchangeMessage): ExchangeMessage {
    if (message.type !== 'standings') return message
    const standings = message.standings.map((standing) =>
      standing.peer === this.#self
        ? { ...standing, takings: standing.takings.map((taking) => ({ ...taking, tier: 0, isMember: true })) }
        : standing,
    )
    return { type: 'standings', standings }
  }
}
