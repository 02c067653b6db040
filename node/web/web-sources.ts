import type { FetchOptions } from '#adapters/exchange/fetch-options.ts'
import { parseSourceUrl } from '#adapters/http/source-url.ts'
import { WebServer } from '#adapters/http/web-server.ts'
import type { Mesh } from '#adapters/libp2p/mesh.ts'
import type { Log } from '#adapters/log/log.ts'
import type { Remote } from '#adapters/net/socket-bytes.ts'
import type { Address } from '#core/address.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import type { Message } from '#core/exchange/message.ts'
import type { NodeInput } from '#node/engine/contract.ts'
import type { Carrier } from './carrier.ts'
import type { RepositoryIndex } from './repository-index.ts'
import { WebSource } from './web-source.ts'

/** What the web servers of a node are made from. */
export interface WebSourcesInit {
  /** The URLs of the configuration. */
  readonly urls: readonly string[]
  readonly pollIntervalMs: number
  readonly index: RepositoryIndex
  /** Carries for all other peers. */
  readonly mesh: Mesh
  readonly input: (input: NodeInput) => void
  readonly log: Log
}

/** The web servers that a node takes a repository from, beside its peers and trackers. */
export class WebSources implements Carrier {
  readonly #mesh: Mesh
  readonly #index: RepositoryIndex
  readonly #servers: readonly WebServer[]
  readonly #sources: ReadonlyMap<PeerName, WebSource>
  #release: string | undefined

  /** Starts nothing. */
  constructor({ urls, index, mesh, pollIntervalMs, input, log }: WebSourcesInit) {
    this.#mesh = mesh
    this.#index = index
    this.#servers = urls.map((url) => new WebServer(parseSourceUrl(url)))
    const shared = { pollIntervalMs, fraction: Math.random, input, log }
    const sources = this.#servers.map((server) => new WebSource({ server, ...shared }))
    this.#sources = new Map(sources.map((source) => [source.name, source]))
  }

  /** How many of them answer, and how many there are. */
  get counts(): WebCounts {
    const joined = [...this.#sources.values()].filter(({ isJoined }) => isJoined).length
    return { joined, configured: this.#sources.size }
  }

  /** Looks at every server, and joins those that answer. */
  start(): void {
    for (const source of this.#sources.values()) source.start()
  }

  stop(): void {
    for (const source of this.#sources.values()) source.stop()
  }

  /** A release is fetched. Where it is another one, how often the servers failed for the last is forgotten. */
  fetches(release: string): void {
    if (release === this.#release) return
    this.#release = release
    for (const source of this.#sources.values()) source.renew()
  }

  /** Whether a peer is one of the servers. */
  has(peer: PeerName): boolean {
    return this.#sources.has(peer)
  }

  /** Whether a socket of this process leads, or led, to one of the servers. */
  isRemote({ side, ...remote }: Remote): boolean {
    return side === 'client' && this.#servers.some((server) => server.isRemote(remote))
  }

  fetch(peer: PeerName, address: Address, bytes: number, options: FetchOptions): Promise<Uint8Array> {
    const source = this.#sources.get(peer)
    if (source === undefined) return this.#mesh.fetch(peer, address, bytes, options)
    return source.fetch(this.#index.path(address), bytes, options)
  }

  metadata(
    peer: PeerName,
    role: 'root' | 'timestamp',
    version: number,
    signal: AbortSignal,
  ): Promise<Uint8Array | undefined> {
    const source = this.#sources.get(peer)
    if (source === undefined) return this.#mesh.metadata(peer, role, version, signal)
    return source.metadata(role, version, signal)
  }

  ban(peer: PeerName, reason: string): void {
    const source = this.#sources.get(peer)
    if (source === undefined) this.#mesh.ban(peer, reason)
    else source.ban(reason)
  }

  /** A web server hears nothing. */
  send(peer: PeerName, message: Message): void {
    this.#mesh.send(peer, message)
  }
}

/** Web servers that answer, of those in the configuration. */
export interface WebCounts {
  readonly joined: number
  readonly configured: number
}
