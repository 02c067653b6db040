import { type Address, chunkAddress, digestOf, payloadAddress } from '#core/address.ts'
import { sha256 } from '#core/digest.ts'
import { type Instant, later } from '#core/engine.ts'
import type {
  ExchangeEffect,
  ExchangeInput,
  FetchId,
  PeerName,
  PeerRole,
  Ticket,
  WantId,
} from '#core/exchange/contract.ts'
import { ExchangeEngine } from '#core/exchange/engine.ts'
import type { ExchangeLimits } from '#core/exchange/limits.ts'
import { judge } from '#core/verdict.ts'

/** The address of a payload that a test calls by a name. */
export function payload(name: string): Address {
  return payloadAddress(sha256(Buffer.from(name)))
}

/** The address of a finished chunk that a test calls by a name. */
export function chunk(name: string): Address {
  return chunkAddress(sha256(Buffer.from(name)))
}

/** A name as tests write it, as a peer. */
export function peer(name: string): PeerName {
  return name as PeerName
}

type EffectOf<Type extends ExchangeEffect['type']> = Extract<ExchangeEffect, { type: Type }>

/** The effects of one type. */
export function only<Type extends ExchangeEffect['type']>(effects: readonly ExchangeEffect[], type: Type) {
  return effects.filter((effect): effect is EffectOf<Type> => effect.type === type)
}

/** An engine and a hand on its clock. */
export class Rig {
  readonly engine: ExchangeEngine
  now = 0 as Instant
  #lastTicket = 0

  constructor(options: { self?: string; role?: PeerRole; limits?: Partial<ExchangeLimits> } = {}) {
    const { self = 'self', role = 'device', limits = {} } = options
    this.engine = new ExchangeEngine({ self: peer(self), role, seed: 1, limits })
  }

  input(input: ExchangeInput): readonly ExchangeEffect[] {
    return this.engine.handle(input, this.now)
  }

  /** Lets time pass, with a tick at every deadline. */
  pass(milliseconds: number): readonly ExchangeEffect[] {
    const end = later(this.now, milliseconds)
    const effects: ExchangeEffect[] = []
    for (let at = this.engine.deadline(); at !== undefined && at <= end; at = this.engine.deadline()) {
      this.now = at
      effects.push(...this.input({ type: 'tick' }))
    }
    this.now = end
    return effects
  }

  joinNeighbour(name: string): readonly ExchangeEffect[] {
    return this.input({ type: 'peer-joined', peer: peer(name), link: 'lan', role: 'device' })
  }

  joinSeeder(name = 'seeder'): readonly ExchangeEffect[] {
    return this.input({ type: 'peer-joined', peer: peer(name), link: 'wan', role: 'seeder' })
  }

  have(name: string, ...addresses: readonly Address[]): readonly ExchangeEffect[] {
    return this.input({ type: 'message', peer: peer(name), message: { type: 'have', addresses } })
  }

  /** A neighbour leases `taken`, of which it has received so many bytes each. */
  lease(
    name: string,
    taken: readonly Address[],
    dropped: readonly Address[] = [],
    receivedBytes = 0,
  ): readonly ExchangeEffect[] {
    const leased = taken.map((address) => ({ address, receivedBytes }))
    return this.input({ type: 'message', peer: peer(name), message: { type: 'lease', taken: leased, dropped } })
  }

  /** A neighbour says that this node served it forged bytes. */
  blame(name: string): readonly ExchangeEffect[] {
    return this.input({ type: 'message', peer: peer(name), message: { type: 'forged' } })
  }

  want(id: number, ...addresses: readonly Address[]): readonly ExchangeEffect[] {
    const ways = addresses.map((address, index) => ({ address, bytes: 1000 * (index + 1) }))
    return this.input({ type: 'want', want: id as WantId, ways, group: undefined })
  }

  arrive(fetch: EffectOf<'fetch'>, isGenuine = true): readonly ExchangeEffect[] {
    this.#lastTicket += 1
    const digest = digestOf(fetch.address)
    const verdict = judge(isGenuine ? digest : sha256(Buffer.from('forged')), digest)
    return this.input({ type: 'fetched', fetch: fetch.fetch, verdict, ticket: this.#lastTicket as Ticket })
  }

  fail(fetch: FetchId, reason: 'busy' | 'missing' | 'refused' | 'timed-out' | 'closed'): readonly ExchangeEffect[] {
    return this.input({ type: 'fetch-failed', fetch, reason })
  }
}
