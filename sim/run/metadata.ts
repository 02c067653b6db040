import { later } from '#core/engine.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import type { Clock } from '#sim/clock.ts'
import type { Session } from '#sim/device/session.ts'
import type { DeviceBoot, Head } from '#sim/device/surroundings.ts'
import type { Endpoint } from '#sim/endpoint/endpoint.ts'
import type { FleetNetwork } from './network.ts'

/** One-way latencies of an exchange of metadata: timestamp and snapshot, then the rest. */
const refreshLatencies = 4

/** What metadata travels between. */
export interface MetadataInit {
  readonly clock: Clock
  readonly network: FleetNetwork
  /** What a device takes for it besides latencies, in milliseconds. */
  readonly startMs: number
  readonly endpoint: (name: PeerName) => Endpoint | undefined
  readonly session: (name: PeerName) => Session | undefined
  /** What the source of this name has verified. */
  readonly sourceHead: (name: PeerName) => Head | undefined
}

/** Signed metadata on its way from peer to peer: who has verified what, and who hears of it. */
export class Metadata {
  readonly #init: MetadataInit

  constructor(init: MetadataInit) {
    this.#init = init
  }

  /** Asks a peer for its metadata; `undefined` where it does not answer. */
  refresh(from: Endpoint, peer: PeerName, then: (head: Head | undefined) => void): void {
    const { clock, network, startMs, endpoint } = this.#init
    const to = endpoint(peer)
    const waitMs = to === undefined ? 1 : refreshLatencies * network.latencyMs(from, to) + startMs
    clock.at(later(clock.now, waitMs), () => {
      if (from.isGone) return
      then(to === undefined || to.isGone || !from.peers.has(peer) ? undefined : this.#headOf(peer))
    })
  }

  /** Every device that this one is connected with hears what it has verified. */
  announce({ endpoint, machine }: DeviceBoot): void {
    const { clock, network, session } = this.#init
    for (const name of endpoint.peers.keys()) {
      const other = session(name)
      if (other === undefined) continue
      const latencyMs = network.latencyMs(endpoint, other.endpoint)
      clock.at(later(clock.now, latencyMs), () => other.heard(endpoint.name, machine))
    }
  }

  #headOf(peer: PeerName): Head {
    const { sourceHead, session } = this.#init
    return sourceHead(peer) ?? session(peer)?.machine ?? { timestampVersion: 0, newest: undefined }
  }
}
