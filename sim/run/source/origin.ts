import { later } from '#core/engine.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import type { Head } from '#sim/device/surroundings.ts'
import { Endpoint, type Malice, type Network } from '#sim/endpoint/endpoint.ts'
import { exchangeFor } from '#sim/policy/exchange-for.ts'
import { peerNameOf } from '#sim/run/peers/peer-names.ts'
import type { ModelledSite } from '#sim/run/site.ts'
import type { Policy } from '#sim/scenario/scenario.ts'

/** What an origin is made from. */
export interface OriginInit {
  readonly network: Network
  readonly policy: Policy
  readonly seed: number
  /** The version that it will publish. */
  readonly version: string
  /** What a connection costs when it is made, in bytes into the site. */
  readonly joinBytes: number
}

/** Who uses a source: a device, or a box that does so for all devices of a site. */
export interface Client {
  readonly endpoint: Endpoint
  /** Hears what a peer has verified of the repository. */
  heard(peer: PeerName, head: Head): void
}

/** What a connection takes in one-way latencies: TCP, Noise, the multiplexer. */
const handshakeLatencies = 6

/** It takes whoever comes: what it sends at once is bounded by its link, where that has a bound. */
const limits = { peersMax: 200_000, servesMax: 1_000_000 }

/** The vendor's tracker, beyond the WAN links of all sites: it has the metadata and every payload. */
export class Origin {
  readonly endpoint: Endpoint
  /** How it behaves instead of as its engine decides. */
  readonly malice: Malice = { forges: false, isMute: false }
  #isUp = true
  #isPublished = false
  readonly #init: OriginInit
  /** Who has connected, and from where. */
  readonly #clients = new Map<PeerName, { readonly client: Client; readonly site: ModelledSite }>()

  constructor(init: OriginInit) {
    this.#init = init
    const { network, policy, seed } = init
    const name = peerNameOf('the tracker')
    const mind = exchangeFor(policy, { self: name, role: 'seeder', seed, limits })
    const { malice } = this
    this.endpoint = new Endpoint({ name, role: 'seeder', site: undefined, network, mind, malice, own: () => {} })
  }

  /** Whether it answers. */
  get isUp(): boolean {
    return this.#isUp
  }

  /** Whether the release is there. */
  get isPublished(): boolean {
    return this.#isPublished
  }

  /** What it offers. */
  get head(): Head {
    const { version } = this.#init
    return this.#isPublished ? { timestampVersion: 2, newest: version } : { timestampVersion: 1, newest: undefined }
  }

  /** From now on it offers the release: everybody that is connected hears so. */
  publish(): void {
    this.#isPublished = true
    for (const { client, site } of this.#clients.values()) {
      if (client.endpoint.peers.has(this.endpoint.name)) this.#tell(client, site)
    }
  }

  /** A client at a site connects when it has waited so long, if it can then. */
  connectSoon(client: Client, site: ModelledSite, waitMs: number): void {
    if (!site.class.hasWan) return
    const { clock } = this.#init.network
    clock.at(later(clock.now, handshakeLatencies * site.wanLatencyMs + waitMs), () => this.#connect(client, site))
  }

  /** It answers no more: every connection closes. */
  goDown(): void {
    this.#isUp = false
    for (const {
      client: { endpoint },
    } of this.#clients.values()) {
      this.endpoint.lose(endpoint.name)
      endpoint.lose(this.endpoint.name)
    }
    this.#clients.clear()
  }

  /** It answers again: clients may connect. */
  comeBack(): void {
    this.#isUp = true
  }

  #connect(client: Client, site: ModelledSite): void {
    const { endpoint } = client
    if (endpoint.isGone || !this.#isUp || !site.isWanUp || endpoint.peers.has(this.endpoint.name)) return
    site.wanExtraBytes += this.#init.joinBytes
    this.#clients.set(endpoint.name, { client, site })
    endpoint.join(this.endpoint, 'wan')
    // A box that serves its site is a device like any other to the origin.
    this.endpoint.join(endpoint, 'wan', 'device')
    this.#tell(client, site)
  }

  #tell(client: Client, site: ModelledSite): void {
    const { head } = this
    const { clock } = this.#init.network
    clock.at(later(clock.now, site.wanLatencyMs), () => client.heard(this.endpoint.name, head))
  }
}
