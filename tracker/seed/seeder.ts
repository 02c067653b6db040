import { relative } from 'node:path'
import { EngineLoop } from '#adapters/exchange/engine-loop.ts'
import { PendingRequests } from '#adapters/exchange/pending-requests.ts'
import type { Mesh } from '#adapters/libp2p/mesh.ts'
import type { Admission, JoinedPeer, MeshHandlers, MeshNotice, Responder } from '#adapters/libp2p/mesh-handlers.ts'
import type { Log } from '#adapters/log/log.ts'
import type { UploadLimit } from '#adapters/net/upload-limit.ts'
import { type Address, digestOf } from '#core/address.ts'
import { messageOf } from '#core/errors.ts'
import type { ExchangeEffect, ExchangeInput, PeerName, RequestId } from '#core/exchange/contract.ts'
import { ExchangeEngine } from '#core/exchange/engine.ts'
import { type Hello, type Message, reportsFeature } from '#core/exchange/message.ts'
import { rankingVersion } from '#core/exchange/owner.ts'
import { readCertificate } from '#core/identity/certificate.ts'
import { type JoinedDevice, nameNeighbours } from '#tracker/engine/name-neighbours.ts'
import type { Repository } from '#tracker/release/repository.ts'
import { openFileSource } from './blob-source.ts'
import { RefusedRequests } from './refused-requests.ts'
import type { ReportIntake } from './report-intake.ts'
import { ServedBytes } from './served-bytes.ts'

/** What a seeder works with. */
export interface SeederInit {
  readonly self: PeerName
  readonly repository: Repository
  /** Public keys that may certify devices. */
  readonly authorities: readonly Uint8Array[]
  /** Keeps what is served below a rate; undefined sends as fast as the network takes it. */
  readonly uploadLimit?: UploadLimit | undefined
  /** Where what devices report goes; undefined where nobody counts them. */
  readonly reports?: ReportIntake | undefined
  readonly log: Log
}

/** Serves a repository to the devices of the fleet, tells them of each other and of newer metadata. */
export class Seeder implements MeshHandlers {
  readonly served = new ServedBytes()
  readonly refused = new RefusedRequests()
  readonly #init: SeederInit
  readonly #loop: EngineLoop<ExchangeInput, ExchangeEffect>
  readonly #requests = new PendingRequests()
  readonly #devices = new Map<PeerName, JoinedDevice>()
  #mesh: Mesh | undefined

  constructor(init: SeederInit) {
    this.#init = init
    const limits = init.uploadLimit === undefined ? {} : { servesMax: init.uploadLimit.servesMax }
    const engine = new ExchangeEngine({ self: init.self, role: 'seeder', seed: 0, limits })
    this.#loop = new EngineLoop<ExchangeInput, ExchangeEffect>(engine, (effect) => this.#carryOut(effect))
  }

  /** Hands over what only exists once the mesh has started. */
  connect(mesh: Mesh): void {
    this.#mesh = mesh
  }

  /** How many devices are joined. */
  get devices(): number {
    return this.#devices.size
  }

  /** Tells every device which metadata the repository has now. */
  async announceHead(): Promise<void> {
    const head = await this.#init.repository.head()
    for (const peer of this.#devices.keys()) this.#mesh?.send(peer, { type: 'head', ...head })
  }

  stop(): void {
    this.#loop.stop()
    this.#init.uploadLimit?.stop()
  }

  hello(): Hello {
    return {
      type: 'hello',
      features: this.#init.reports === undefined ? [] : [reportsFeature],
      certificate: new Uint8Array(0),
      role: 'seeder',
      ranking: rankingVersion,
      listen: [],
      images: [],
    }
  }

  admit(peer: PeerName, hello: Hello): Admission {
    try {
      const certificate = readCertificate(hello.certificate, this.#init.authorities)
      if (certificate.peer !== peer) return { type: 'refused', reason: 'the certificate is for another peer' }
      return { type: 'admitted', role: 'device', link: 'wan' }
    } catch (error) {
      return { type: 'refused', reason: messageOf(error) }
    }
  }

  joined({ peer, link, role, hello, remoteAddress }: JoinedPeer): void {
    this.#devices.set(peer, { peer, host: hostOf(remoteAddress), listen: hello.listen })
    this.#init.log.debug('device-joined', { peer, remoteAddress })
    this.#loop.input({ type: 'peer-joined', peer, link, role })
    this.#work(this.#init.repository.head(), (head) => this.#mesh?.send(peer, { type: 'head', ...head }))
  }

  left(peer: PeerName, reason: string): void {
    this.#devices.delete(peer)
    this.#init.uploadLimit?.leave(peer)
    this.#init.log.debug('device-left', { peer, reason })
    this.#loop.input({ type: 'peer-left', peer })
  }

  message(peer: PeerName, message: Message): void {
    if (message.type === 'metadata-request') {
      const { request, role, version } = message
      this.#work(this.#init.repository.metadataFile(role, version), (content) => {
        this.#mesh?.send(peer, { type: 'metadata', request, content })
      })
    } else if (message.type === 'peers-request') {
      const device = this.#devices.get(peer)
      if (device === undefined) return
      this.#mesh?.send(peer, { type: 'peers', addresses: nameNeighbours(device, this.#devices.values()) })
    } else if (message.type === 'reports') {
      const host = this.#devices.get(peer)?.host
      if (host !== undefined && this.#mesh !== undefined) {
        void this.#init.reports?.take(peer, host, message.sealed, this.#mesh)
      }
    }
  }

  request(peer: PeerName, address: Address, responder: Responder): void {
    const limited = this.#init.uploadLimit?.limited(peer, responder) ?? responder
    this.#loop.input({ type: 'request', request: this.#requests.add(limited), peer, address })
  }

  notice({ type, ...fields }: MeshNotice): void {
    this.#init.log.debug(`mesh-${type}`, fields)
  }

  /** A seeder wants nothing, so only serving is asked of it. */
  #carryOut(effect: ExchangeEffect): void {
    switch (effect.type) {
      case 'serve':
        return void this.#serve(effect.request, effect.address)
      case 'refuse':
        this.refused.add(effect.reason)
        return this.#requests.refuse(effect.request, effect.reason)
      default:
        return
    }
  }

  async #serve(request: RequestId, address: Address): Promise<void> {
    const { repository, log } = this.#init
    let sentBytes = 0
    try {
      const path = await repository.locate(digestOf(address))
      const source = path === undefined ? undefined : await openFileSource(path)
      try {
        sentBytes = await this.#requests.serve(request, source)
      } finally {
        await source?.close()
      }
      if (path === undefined) this.refused.add('missing')
      else this.served.add(relative(repository.directory, path), sentBytes)
    } catch (error) {
      log.warn('serve-failed', { address, reason: messageOf(error) })
      this.refused.add('missing')
      this.#requests.refuse(request, 'missing')
    }
    this.#loop.input({ type: 'served', request, sentBytes })
  }

  #work<Result>(job: Promise<Result>, then: (result: Result) => void): void {
    job.then(then, (error: unknown) => this.#init.log.warn('repository-unreadable', { reason: messageOf(error) }))
  }
}

/** The host of a multiaddr such as `/ip4/198.51.100.7/tcp/4001`. */
function hostOf(remoteAddress: string): string {
  return remoteAddress.split('/')[2] ?? remoteAddress
}
