import type { EventEmitter } from 'node:events'
import type { Libp2p, PeerDiscovery, PeerInfo } from '@libp2p/interface'
import { start, stop } from '@libp2p/interface'
import { mdns } from '@libp2p/mdns'
import { isLoopback } from '@libp2p/utils'
import { multiaddr } from '@multiformats/multiaddr'
import { messageOf } from '#core/errors.ts'
import { QueryPace } from './query-pace.ts'

/** How this node looks for neighbours by multicast. */
export interface MdnsInit {
  /** The name under which the peers of one fleet find each other: `_mycel._udp.local`. */
  readonly serviceTag: string
  readonly queryIntervalMs?: number
  /** One peer can be dialled at any of these multiaddrs. Every answer on the LAN comes here, also to questions of others. */
  sighted(addresses: readonly string[]): void
  /** Whether there are neighbours enough to ask more rarely. */
  hasEnough?(): boolean
}

/** What discovery needs of the mesh. */
export interface DiscoveryInit {
  readonly node: Libp2p
  readonly listen: readonly string[]
  readonly mdns: MdnsInit
  /** mDNS does not work, and why. */
  problem(reason: string): void
}

/** Addresses of one sighting that are told. */
const sightedAddressesMax = 4

/** How often it is looked whether it is time for a query. */
const lookMs = 1_000

/** The part of `multicast-dns` that is used, whose socket @libp2p/mdns lets others see. */
interface MdnsSocket extends EventEmitter {
  query(question: { readonly questions: readonly { readonly name: string; readonly type: 'PTR' }[] }): void
}

/** mDNS on the LAN: says where this node listens, and tells who else does. */
export class Discovery {
  readonly #init: DiscoveryInit
  readonly #service: PeerDiscovery
  readonly #pace: QueryPace
  #socket: MdnsSocket | undefined
  #looks: NodeJS.Timeout | undefined

  private constructor(init: DiscoveryInit) {
    this.#init = init
    this.#service = createService(init)
    this.#service.addEventListener('peer', (event) => this.#sight(event.detail))
    this.#pace = new QueryPace({ now: performance.now(), chance: Math.random(), intervalMs: init.mdns.queryIntervalMs })
  }

  /** Starts mDNS; says so and returns undefined when this node listens on loopback only: nothing is multicast then. */
  static async start(init: DiscoveryInit): Promise<Discovery | undefined> {
    if (init.listen.every((address) => isLoopback(multiaddr(address)))) {
      init.problem('mDNS is off: this node listens on loopback only')
      return undefined
    }
    const discovery = new Discovery(init)
    await start(discovery.#service)
    discovery.#join()
    return discovery
  }

  /** Ends all queries and answers. */
  async stop(): Promise<void> {
    clearInterval(this.#looks)
    await stop(this.#service)
  }

  /** @libp2p/mdns has sent the first query, and answers those of others; when to ask again is decided here. */
  #join(): void {
    const { mdns: socket } = this.#service as { readonly mdns?: MdnsSocket }
    if (socket === undefined) return
    this.#socket = socket
    // @libp2p/mdns only logs what its socket reports, such as a port that is taken.
    socket.on('error', (error: unknown) => this.#init.problem(`mDNS does not work: ${messageOf(error)}`))
    socket.on('query', (query: { readonly questions?: readonly { readonly name: string }[] }) => {
      const { serviceTag } = this.#init.mdns
      if (query.questions?.some(({ name }) => name === serviceTag)) this.#pace.heard(performance.now())
    })
    this.#looks = setInterval(() => this.#look(), lookMs)
  }

  #look(): void {
    const { serviceTag, hasEnough } = this.#init.mdns
    if (!this.#pace.isDue(performance.now(), hasEnough?.() ?? false)) return
    this.#pace.asked(performance.now())
    this.#socket?.query({ questions: [{ name: serviceTag, type: 'PTR' }] })
  }

  #sight({ id, multiaddrs }: PeerInfo): void {
    // A neighbour's loopback is ours.
    const addresses = multiaddrs.filter((address) => !isLoopback(address)).slice(0, sightedAddressesMax)
    if (addresses.length > 0) this.#init.mdns.sighted(addresses.map((address) => `${address}/p2p/${id}`))
  }
}

type MdnsComponents = Parameters<ReturnType<typeof mdns>>[0]

/** The longest interval of a Node timer, 25 days: @libp2p/mdns asks once at its start and leaves the rest to us. */
const neverMs = 2 ** 31 - 1

/** Apart from the node: as its own service libp2p would keep every address ever sighted, and report each peer once. */
function createService({ node, mdns: { serviceTag } }: DiscoveryInit): PeerDiscovery {
  // The only method of the address manager that @libp2p/mdns calls.
  const addressManager = { getAddresses: () => node.getMultiaddrs() } as MdnsComponents['addressManager']
  return mdns({ serviceTag, interval: neverMs })({ addressManager, logger: node.logger })
}
