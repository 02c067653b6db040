import { type Address, digestOf } from '#core/address.ts'
import { type Instant, later } from '#core/engine.ts'
import type {
  ExchangeEffect,
  ExchangeInput,
  FetchFailure,
  FetchId,
  Link,
  PeerRole,
  RequestId,
  Ticket,
  WantId,
} from '#core/exchange/contract.ts'
import { judge } from '#core/verdict.ts'
import type { ExchangePort } from '#node/engine/exchange-port.ts'
import { exchangeFor } from '#sim/policy/exchange-for.ts'
import type { Policy } from '#sim/scenario/scenario.ts'
import { only, payload, peer } from '#test/core/exchange/rig.ts'

type Fetch = Extract<ExchangeEffect, { type: 'fetch' }>

/** The bytes of every payload of these tests. */
export const payloadBytes = 1_000

/** The device `m` under a policy, and a hand on its clock. */
export function device(policy: Policy): PolicyRig {
  return new PolicyRig(exchangeFor(policy, { self: peer('m'), role: 'device', seed: 1 }))
}

/** An exchange and a hand on its clock. */
export class PolicyRig {
  readonly #exchange: ExchangePort
  #now = 0 as Instant
  #lastTicket = 0

  constructor(exchange: ExchangePort) {
    this.#exchange = exchange
  }

  get deadline(): Instant | undefined {
    return this.#exchange.deadline()
  }

  input(input: ExchangeInput): readonly ExchangeEffect[] {
    return this.#exchange.handle(input, this.#now)
  }

  /** Lets time pass, with a tick at every deadline. */
  pass(milliseconds: number): readonly ExchangeEffect[] {
    const end = later(this.#now, milliseconds)
    const effects: ExchangeEffect[] = []
    for (let at = this.deadline; at !== undefined && at <= end; at = this.deadline) {
      this.#now = at
      effects.push(...this.input({ type: 'tick' }))
    }
    this.#now = end
    return effects
  }

  join(name: string, link: Link, role: PeerRole): readonly ExchangeEffect[] {
    return this.input({ type: 'peer-joined', peer: peer(name), link, role })
  }

  have(name: string, ...addresses: readonly Address[]): readonly ExchangeEffect[] {
    return this.input({ type: 'message', peer: peer(name), message: { type: 'have', addresses } })
  }

  /** Wants payloads, which have the names that tests call them by. */
  want(...names: readonly string[]): readonly ExchangeEffect[] {
    return names.flatMap((name, index) => {
      const ways = [{ address: payload(name), bytes: payloadBytes }]
      return this.input({ type: 'want', want: index as WantId, ways, group: undefined })
    })
  }

  request(id: number, name: string, address: Address): readonly ExchangeEffect[] {
    return this.input({ type: 'request', request: id as RequestId, peer: peer(name), address })
  }

  /** The bytes of a fetch arrive. */
  arrive({ fetch, address }: Fetch, kind: 'genuine' | 'forged' = 'genuine'): readonly ExchangeEffect[] {
    this.#lastTicket += 1
    const expected = digestOf(address)
    const actual = kind === 'genuine' ? expected : digestOf(payload('something else'))
    return this.input({ type: 'fetched', fetch, verdict: judge(actual, expected), ticket: this.#lastTicket as Ticket })
  }

  fail(fetch: FetchId, reason: FetchFailure): readonly ExchangeEffect[] {
    return this.input({ type: 'fetch-failed', fetch, reason })
  }
}

/** The one fetch among these effects. */
export function theFetch(effects: readonly ExchangeEffect[]): Fetch {
  const [fetch, ...others] = only(effects, 'fetch')
  if (fetch === undefined || others.length > 0) throw new Error(`not one fetch: ${JSON.stringify(effects)}`)
  return fetch
}
