import { later } from '#core/engine.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import type { ModelledRelease } from '#sim/device/modelled-release.ts'
import type { Head } from '#sim/device/surroundings.ts'
import { Endpoint, type Network } from '#sim/endpoint/endpoint.ts'
import { SiteCache } from '#sim/policy/site-cache.ts'
import { peerNameOf } from '#sim/run/peers/peer-names.ts'
import type { ModelledSite } from '#sim/run/site.ts'
import type { Client } from './origin.ts'

/** What a box is made from. */
export interface CacheBoxInit {
  readonly network: Network
  readonly site: ModelledSite
  readonly seed: number
  readonly release: ModelledRelease
}

/** Of its network card, in 10^6 bits a second. */
const cardMbit = 1_000

/** The box that `site-cache` adds to a site: devices connect with it on the LAN instead of with the origin beyond the WAN. */
export class CacheBox implements Client {
  readonly endpoint: Endpoint
  readonly site: ModelledSite
  readonly #network: Network
  readonly #devices = new Map<PeerName, Client>()
  /** What the origin said last: a box answers also while the WAN is down. */
  #head: Head = { timestampVersion: 0, newest: undefined }

  constructor({ network, site, seed, release }: CacheBoxInit) {
    this.site = site
    this.#network = network
    const name = peerNameOf(`cache ${site.index}`)
    const mind = new SiteCache({ self: name, seed, bytesOf: (address) => release.bytesAt(address) })
    const malice = { forges: false, isMute: false }
    this.endpoint = new Endpoint({ name, role: 'seeder', site: site.index, network, mind, malice, own: () => {} })
    site.wire(name, cardMbit)
  }

  /** What it offers. */
  get head(): Head {
    return this.#head
  }

  heard(_: PeerName, head: Head): void {
    this.#head = head
    for (const device of this.#devices.values()) {
      if (device.endpoint.peers.has(this.endpoint.name)) this.#tell(device)
    }
  }

  /** A device connects when it has waited so long. */
  connectSoon(device: Client, waitMs: number): void {
    const { clock } = this.#network
    clock.at(later(clock.now, waitMs), () => {
      if (device.endpoint.isGone || device.endpoint.peers.has(this.endpoint.name)) return
      this.#devices.set(device.endpoint.name, device)
      device.endpoint.join(this.endpoint, 'lan')
      this.endpoint.join(device.endpoint, 'lan')
      this.#tell(device)
    })
  }

  #tell(device: Client): void {
    const { clock } = this.#network
    const head = this.#head
    clock.at(later(clock.now, this.site.class.lanLatencyMs), () => device.heard(this.endpoint.name, head))
  }
}
