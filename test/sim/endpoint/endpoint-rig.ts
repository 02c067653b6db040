import { type Instant, later } from '#core/engine.ts'
import type { ExchangeEffect, ExchangeInput, FetchId, Link } from '#core/exchange/contract.ts'
import { Clock } from '#sim/clock.ts'
import { Endpoint, type Mind, type Network } from '#sim/endpoint/endpoint.ts'
import { Path } from '#sim/endpoint/path.ts'
import { Fluid, type FluidLink } from '#sim/network/fluid.ts'
import { payload, peer } from '#test/core/exchange/rig.ts'

/** 1 MB a second between the two, 10 ms one way, and one byte on the wire for each that is content. */
const bytesPerSecond = 1_000_000
const latencyMs = 10

/** Bytes of it: a second on the way. */
export const fetchBytes = 1_000_000

/** Keeps what an endpoint's engine is told, and says what the test has it say. */
export class RecordingMind implements Mind {
  readonly inputs: { readonly at: number; readonly input: ExchangeInput }[] = []
  /** What it answers to an input; nothing unless a test says so. */
  answer: (input: ExchangeInput) => readonly ExchangeEffect[] = () => []
  due: Instant | undefined

  handle(input: ExchangeInput, now: Instant): readonly ExchangeEffect[] {
    if (input.type === 'tick') this.due = undefined
    this.inputs.push({ at: now / 1000, input })
    return this.answer(input)
  }

  deadline(): Instant | undefined {
    return this.due
  }

  /** The inputs of one type. */
  told<Type extends ExchangeInput['type']>(type: Type): readonly Extract<ExchangeInput, { readonly type: Type }>[] {
    return this.inputs.flatMap(({ input }) =>
      input.type === type ? [input as Extract<ExchangeInput, { readonly type: Type }>] : [],
    )
  }

  /** When it was told the first input of a type, in ms. */
  toldAt(type: ExchangeInput['type']): number | undefined {
    return this.inputs.find(({ input }) => input.type === type)?.at
  }
}

/** Two endpoints with a connection, the bytes that each counts, and a link between them. */
export class PairRig {
  readonly clock = new Clock()
  readonly fetcherMind = new RecordingMind()
  readonly holderMind = new RecordingMind()
  readonly fetcher: Endpoint
  readonly holder: Endpoint
  arrivedBytes = 0
  sentBytes = 0
  /** What every fetch is for. */
  readonly address = payload('wanted')
  readonly link: FluidLink
  readonly #fluid = new Fluid(this.clock)
  readonly #kind: Link

  constructor(kind: Link = 'lan') {
    this.#kind = kind
    this.link = this.#fluid.link(bytesPerSecond)
    this.fetcher = this.#endpoint('fetcher', this.fetcherMind)
    this.holder = this.#endpoint('holder', this.holderMind)
    this.fetcher.join(this.holder, kind)
    this.holder.join(this.fetcher, kind)
    this.holderMind.answer = (input) =>
      input.type === 'request'
        ? [{ type: 'serve', request: input.request, address: input.address, ticket: undefined }]
        : []
  }

  /** An engine fetches, as its number 1. */
  fetch({ from = this.holder, by = this.fetcher } = {}): void {
    const fetch = 1 as FetchId
    this.effect(by, { type: 'fetch', fetch, peer: from.name, address: this.address, bytes: fetchBytes })
  }

  /** An engine wants something done. */
  effect(endpoint: Endpoint, effect: ExchangeEffect): void {
    endpoint.carryOut([effect])
  }

  /** Something happens after so long. */
  after(milliseconds: number, action: () => void): void {
    this.clock.at(later(this.clock.now, milliseconds), action)
  }

  /** Lets time pass. */
  pass(milliseconds: number): void {
    this.clock.run(later(this.clock.now, milliseconds))
  }

  /** How the fetch ended for the one who fetches, each time that it was told. */
  get ends(): readonly string[] {
    const { fetcherMind } = this
    return [
      ...fetcherMind.told('fetched').map(({ verdict }) => verdict.type),
      ...fetcherMind.told('fetch-failed').map(({ reason }) => reason),
    ]
  }

  #endpoint(name: string, mind: Mind): Endpoint {
    const network: Network = {
      clock: this.clock,
      send: () => {},
      meet: () => {},
      disconnect: () => {},
      fetch: (fetcher, { fetch, bytes }) => this.#path(fetcher, fetch, bytes),
    }
    const traffic = {
      arrived: (_: Link, bytes: number) => {
        this.arrivedBytes += bytes
      },
      sent: (bytes: number) => {
        this.sentBytes += bytes
      },
    }
    const malice = { forges: false, isMute: false }
    return new Endpoint({ name: peer(name), role: 'device', site: 0, network, mind, malice, traffic, own: () => {} })
  }

  #path(fetcher: Endpoint, fetch: FetchId, bytes: number): Path {
    const { clock, link, address } = this
    const holder = fetcher === this.fetcher ? this.holder : this.fetcher
    const route = { links: [link], link: this.#kind, latencyMs, rateMax: undefined, startsSlowly: false, overhead: 1 }
    return new Path({ clock, fluid: this.#fluid, ...route, fetcher, fetch, holder, address, bytes })
  }
}
