import type { EventEmitter } from 'node:events'
import type { Libp2p, PeerDiscovery, PeerInfo } from '@libp2p/interface'
import { start, stop } from '@libp2p/interface'
import { mdns } from '@libp2p/mdns'
import { isLoopback } from '@libp2p/utils'
import type { Multiaddr } from '@multiformats/multiaddr'
import { multiaddr } from '@multiformats/multiaddr'
import { messageOf } from '#core/errors.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import { peerNameOf } from './peer-name.ts'

/** How this node looks for neighbours. */
export interface MdnsInit {
  /** The name under which the peers of one fleet find each other: `_mycel._udp.local`. */
  readonly serviceTag: string
  readonly queryIntervalMs?: number
}

/** What discovery needs of the mesh. */
export interface DiscoveryInit {
  readonly node: Libp2p
  readonly listen: readonly string[]
  readonly mdns: MdnsInit
  /** Whether a sighted peer is worth a dial: not joined, not banned. */
  isWanted(peer: PeerName): boolean
  /** Rejects with a plain reason. */
  dial(peer: PeerName, addresses: readonly Multiaddr[]): Promise<void>
  unreachable(peer: PeerName, reason: string): void
  /** mDNS does not work, and why. */
  problem(reason: string): void
}

/** Sighted peers that are dialled at once. A sighting beyond is dropped: the next query brings it again. */
const dialsMax = 8

/** A peer that could not be joined is left alone for this long. */
const failedDialPauseMs = 10_000
const failedDialsMax = 256

/** Addresses of one sighting that are tried. */
const sightedAddressesMax = 8

/** mDNS on the LAN: says where this node listens, and dials the peers that say so. */
export class Discovery {
  readonly #init: DiscoveryInit
  readonly #service: PeerDiscovery
  readonly #dialling = new Set<PeerName>()
  /** Until when a peer is left alone, oldest first. */
  readonly #failed = new Map<PeerName, number>()

  private constructor(init: DiscoveryInit) {
    this.#init = init
    this.#service = createService(init)
    this.#service.addEventListener('peer', (event) => void this.#sight(event.detail))
  }

  /** Starts mDNS; says so and returns undefined when this node listens on loopback only: nothing is multicast then. */
  static async start(init: DiscoveryInit): Promise<Discovery | undefined> {
    if (init.listen.every((address) => isLoopback(multiaddr(address)))) {
      init.problem('mDNS is off: this node listens on loopback only')
      return undefined
    }
    const discovery = new Discovery(init)
    await start(discovery.#service)
    discovery.#hearProblems()
    return discovery
  }

  /** Ends all queries and answers. */
  async stop(): Promise<void> {
    await stop(this.#service)
  }

  /** @libp2p/mdns only logs what its socket reports, such as a port that is taken. */
  #hearProblems(): void {
    const { mdns: socket } = this.#service as { readonly mdns?: EventEmitter }
    socket?.on('error', (error: unknown) => this.#init.problem(`mDNS does not work: ${messageOf(error)}`))
  }

  async #sight({ id, multiaddrs }: PeerInfo): Promise<void> {
    const peer = peerNameOf(id)
    // A neighbour's loopback is ours.
    const addresses = multiaddrs.filter((address) => !isLoopback(address)).slice(0, sightedAddressesMax)
    if (addresses.length === 0 || !this.#mayDial(peer)) return
    this.#dialling.add(peer)
    try {
      await this.#init.dial(peer, addresses)
    } catch (error) {
      this.#rememberFailure(peer)
      this.#init.unreachable(peer, messageOf(error))
    } finally {
      this.#dialling.delete(peer)
    }
  }

  #mayDial(peer: PeerName): boolean {
    if (this.#dialling.has(peer) || this.#dialling.size >= dialsMax) return false
    const pausedUntilMs = this.#failed.get(peer)
    return (pausedUntilMs === undefined || pausedUntilMs <= performance.now()) && this.#init.isWanted(peer)
  }

  #rememberFailure(peer: PeerName): void {
    this.#failed.delete(peer)
    this.#failed.set(peer, performance.now() + failedDialPauseMs)
    const [oldest] = this.#failed.keys()
    if (this.#failed.size > failedDialsMax && oldest !== undefined) this.#failed.delete(oldest)
  }
}

type MdnsComponents = Parameters<ReturnType<typeof mdns>>[0]

/** Apart from the node: as its own service libp2p would keep every address ever sighted, and report each peer once. */
function createService({ node, mdns: { serviceTag, queryIntervalMs } }: DiscoveryInit): PeerDiscovery {
  const interval = queryIntervalMs === undefined ? {} : { interval: queryIntervalMs }
  // The only method of the address manager that @libp2p/mdns calls.
  const addressManager = { getAddresses: () => node.getMultiaddrs() } as MdnsComponents['addressManager']
  return mdns({ serviceTag, ...interval })({ addressManager, logger: node.logger })
}
