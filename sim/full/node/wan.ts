import type { MetadataSource } from '#adapters/metadata/metadata-source.ts'
import { type Address, payloadAddress } from '#core/address.ts'
import { later } from '#core/engine.ts'
import type { ExchangeEffect, PeerName } from '#core/exchange/contract.ts'
import { ExchangeEngine } from '#core/exchange/engine.ts'
import type { Clock } from '#sim/clock.ts'
import { Endpoint, type Malice, type Network, type OpenPath } from '#sim/endpoint/endpoint.ts'
import { Path } from '#sim/endpoint/path.ts'
import type { SettledClock } from '#sim/full/settled-clock.ts'
import type { ServedRepository } from '#sim/full/update.ts'
import { Fluid, type FluidLink } from '#sim/network/fluid.ts'

/** The link of a device to the vendor. */
export interface WanFacts {
  readonly bytesPerSecond: number
  /** One way. */
  readonly latencyMs: number
  /** Bytes on the wire for each byte of content. */
  readonly overhead: number
}

/** The device as the tracker sees it. */
export interface Client {
  readonly endpoint: Endpoint
  /** The tracker says what it has. */
  readonly heard: (peer: PeerName) => void
}

/** From its start, or from when the tracker is back, until a device is connected. */
const joinMs = 50

const tracker = 'tracker' as PeerName

/** The tracker of one device and the link between the two: the network of the fleet, with one device in it. */
export class Wan implements Network {
  readonly clock: Clock
  /** How the tracker behaves instead of as its engine decides. */
  readonly malice: Malice = { forges: false, isMute: false }
  readonly #clock: SettledClock
  readonly #facts: WanFacts
  readonly #repository: ServedRepository
  readonly #tracker: Endpoint
  readonly #fluid: Fluid
  readonly #down: FluidLink
  #client: Client | undefined
  #isTrackerUp = true
  #isLinkUp = true
  #isPublished: boolean

  /** The releases of the repository are there from the start, or from {@link Wan.publish} on. */
  constructor(
    clock: SettledClock,
    repository: ServedRepository,
    { isPublished, ...facts }: WanFacts & { readonly isPublished: boolean },
  ) {
    this.clock = clock.clock
    this.#clock = clock
    this.#facts = facts
    this.#repository = repository
    this.#isPublished = isPublished
    this.#fluid = new Fluid(clock.clock)
    this.#down = this.#fluid.link(facts.bytesPerSecond)
    const mind = new ExchangeEngine({ self: tracker, role: 'seeder', seed: 1 })
    const { malice } = this
    this.#tracker = new Endpoint({ name: tracker, role: 'seeder', site: undefined, network: this, mind, malice, own })
  }

  /** The device runs, and connects as soon as it can; what ran there before is gone. */
  connect(client: Client): void {
    this.#tracker.lose(client.endpoint.name)
    this.#client = client
    this.#joinSoon()
  }

  /** The newest release is there: a device that is connected hears of it. */
  publish(): void {
    this.#isPublished = true
    const client = this.#client
    if (client?.endpoint.peers.has(tracker)) this.#tell(client)
  }

  /** The tracker ends, or is there again. */
  setTracker(isUp: boolean): void {
    this.#isTrackerUp = isUp
    if (isUp) return this.#joinSoon()
    const endpoint = this.#client?.endpoint
    if (endpoint !== undefined) this.#part(endpoint)
  }

  /** The link is cut or comes back: what is under way stands still meanwhile, and nobody connects. */
  setLink(isUp: boolean): void {
    this.#isLinkUp = isUp
    this.#down.setRate(isUp ? this.#facts.bytesPerSecond : 0)
    if (isUp) this.#joinSoon()
  }

  /** The tracker hears nobody. */
  send(): void {}

  fetch(from: Endpoint, effect: Extract<ExchangeEffect, { readonly type: 'fetch' }>): OpenPath | undefined {
    const { peer, fetch, address, bytes } = effect
    const { latencyMs, overhead } = this.#facts
    return new Path({
      clock: this.clock,
      fluid: this.#fluid,
      links: [this.#down],
      link: 'wan',
      latencyMs,
      rateMax: undefined,
      startsSlowly: from.beginUse(peer),
      overhead,
      fetcher: from,
      fetch,
      holder: this.#tracker,
      address,
      bytes,
    })
  }

  /** There is nobody else. */
  meet(): void {}

  disconnect(from: Endpoint): void {
    this.clock.at(this.clock.now, () => this.#part(from))
  }

  /** The repository for a metadata client; `blob` brings what has a digest. Rejects where the tracker is away. */
  metadata(of: Endpoint, blob: (address: Address, bytes: number) => Promise<Uint8Array>): MetadataSource {
    const { root, timestamp } = this.#repository
    const answer = async <T>(bytes: T): Promise<T> => {
      await this.#clock.wait(2 * this.#facts.latencyMs)
      if (!of.peers.has(tracker)) throw new Error(`${tracker} does not answer`)
      return bytes
    }
    return {
      root: (version) => answer(version === 1 ? root : undefined),
      timestamp: () => answer(timestamp),
      blob: (digest, bytes) => blob(payloadAddress(digest), bytes),
    }
  }

  #joinSoon(): void {
    const client = this.#client
    if (client === undefined) return
    const { endpoint } = client
    this.clock.at(later(this.clock.now, joinMs), () => {
      if (!this.#isTrackerUp || !this.#isLinkUp || endpoint.isGone || endpoint.peers.has(tracker)) return
      endpoint.join(this.#tracker, 'wan')
      this.#tracker.join(endpoint, 'wan')
      if (this.#isPublished) this.#tell(client)
    })
  }

  #tell({ heard }: Client): void {
    this.clock.at(later(this.clock.now, this.#facts.latencyMs), () => heard(tracker))
  }

  #part(endpoint: Endpoint): void {
    this.#tracker.lose(endpoint.name)
    endpoint.lose(tracker)
  }
}

/** A seeder has no effects but those of its exchange. */
function own(): void {}
