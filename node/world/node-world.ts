import { EngineLoop } from '#adapters/exchange/engine-loop.ts'
import { memorySource, type PendingRequests } from '#adapters/exchange/pending-requests.ts'
import type { ByteSource } from '#adapters/libp2p/mesh-handlers.ts'
import type { MetadataClient } from '#adapters/metadata/metadata-client.ts'
import { type Address, digestOf, kindOf, payloadAddress } from '#core/address.ts'
import { BrokenRule, check, unreachable } from '#core/check.ts'
import type { Digest } from '#core/digest.ts'
import { messageOf } from '#core/errors.ts'
import type { PeerName, Ticket } from '#core/exchange/contract.ts'
import type { BootJobs } from '#node/boot/boot-jobs.ts'
import type { AskId, JobId, NodeEffect, NodeInput } from '#node/engine/contract.ts'
import type { NodeEngine } from '#node/engine/node-engine.ts'
import { offersOf } from '#node/engine/updates/offers.ts'
import type { HealthChecks } from '#node/health/health-checks.ts'
import type { ContentIndex } from '#node/install/content-index.ts'
import type { DocumentStore } from '#node/install/document-store.ts'
import type { InstallJobs } from '#node/install/install-jobs.ts'
import type { Standings } from '#node/membership/standings.ts'
import type { Neighbours } from '#node/peers/neighbours.ts'
import type { UpdateMemory } from '#node/updates/update-memory.ts'
import type { Carrier } from '#node/web/carrier.ts'
import type { RepositoryIndex } from '#node/web/repository-index.ts'
import type { BlobRequests } from './blob-requests.ts'
import type { Tickets } from './tickets.ts'
import type { Traffic } from './traffic.ts'
import type { Transfers } from './transfers.ts'

/** How long a peer may take to hand out a metadata file that is asked for by name. */
const metadataTimeoutMs = 10_000

/** The parts that a node's world carries effects out with. */
export interface NodeParts {
  readonly product: string
  readonly carrier: Carrier
  readonly index: RepositoryIndex
  readonly neighbours: Neighbours
  readonly standings: Standings
  readonly metadata: MetadataClient
  readonly documents: DocumentStore
  readonly content: ContentIndex
  readonly installs: InstallJobs
  readonly boot: BootJobs
  readonly blobs: BlobRequests
  readonly tickets: Tickets
  readonly transfers: Transfers
  readonly requests: PendingRequests
  readonly traffic: Traffic
  readonly memory: UpdateMemory
  readonly health: HealthChecks
}

/** What the owner of a world is told. */
export interface NodeWatcher {
  phase(effect: Extract<NodeEffect, { readonly type: 'phase' }>): void
  /** Nothing is taken from a peer any more. */
  banned(peer: PeerName, reason: string): void
  /** The trusted metadata is newer than before. */
  refreshed(): void
  refreshFailed(reason: string): void
  /** The engine's answer to what the owner asked for. */
  answer(ask: AskId, refusal: string | undefined): void
  /** The engine wants the process to end so that the boot chooser picks the slot. */
  reboot(reason: string): void
}

/** The real world of a node: carries out what its engine decides, with libp2p and the slots. */
export class NodeWorld {
  readonly #loop: EngineLoop<NodeInput, NodeEffect>
  readonly #watcher: NodeWatcher
  #parts: NodeParts | undefined
  #isStopped = false

  constructor(engine: NodeEngine, watcher: NodeWatcher) {
    this.#watcher = watcher
    this.#loop = new EngineLoop<NodeInput, NodeEffect>(engine, (effect) => this.#carryOut(effect, this.#ready()))
  }

  /** Hands the world its parts; before that no input may come. */
  assemble(parts: NodeParts): void {
    this.#parts = parts
  }

  input(input: NodeInput): void {
    this.#loop.input(input)
  }

  /** Nothing is carried out from now on, and the ends of jobs are not heard of. */
  stop(): void {
    this.#isStopped = true
    this.#loop.stop()
    this.#parts?.transfers.close()
    this.#parts?.blobs.close()
  }

  #ready(): NodeParts {
    check(this.#parts !== undefined, 'the world of a node is assembled before its first input')
    return this.#parts
  }

  #carryOut(effect: NodeEffect, parts: NodeParts): void {
    switch (effect.type) {
      case 'send':
        return parts.carrier.send(effect.peer, parts.standings.toWire(effect.message))
      case 'meet':
        return parts.neighbours.meet(effect.peer)
      case 'fetch':
        return parts.transfers.start(effect)
      case 'cancel':
        return parts.transfers.cancel(effect.fetch)
      case 'serve': {
        const { request, address, ticket } = effect
        return this.#work(
          this.#serve(address, ticket, parts).then((source) => parts.requests.serve(request, source)),
          {
            done: (sentBytes) => {
              parts.traffic.sent(sentBytes)
              return { type: 'served', request, sentBytes }
            },
            failed: () => {
              parts.requests.refuse(request, 'missing')
              return { type: 'served', request, sentBytes: 0 }
            },
          },
        )
      }
      case 'refuse':
        return parts.requests.refuse(effect.request, effect.reason)
      case 'release':
        return parts.tickets.release(effect.ticket)
      case 'distrust':
        return this.#watcher.banned(effect.peer, effect.reason)
      case 'ban':
        this.#watcher.banned(effect.peer, effect.reason)
        return parts.carrier.ban(effect.peer, effect.reason)
      case 'blob':
        return parts.blobs.arrived(effect.blob, effect.ticket)
      case 'refresh':
        return this.#refresh(effect.job, effect.peer, parts)
      case 'plan':
      case 'find-full':
      case 'make':
      case 'sync':
      case 'verify':
        void parts.installs.carryOut(effect).then((input) => this.input(input))
        return
      case 'begin-trial':
      case 'check-image':
      case 'confirm':
      case 'record-failure':
      case 'roll-back': {
        const { job } = effect
        return this.#work(parts.boot.carryOut(effect), {
          done: (input) => input,
          failed: (reason) => ({ type: 'boot-failed', job, reason }),
        })
      }
      case 'check-health': {
        const { job } = effect
        return this.#work(parts.health.trial(), {
          done: (problem) => ({ type: 'health-checked', job, problem }),
          failed: (problem) => ({ type: 'health-checked', job, problem }),
        })
      }
      case 'remember':
        return parts.memory.keep(effect.remembered)
      case 'answer':
        return this.#watcher.answer(effect.ask, effect.refusal)
      case 'reboot':
        return this.#watcher.reboot(effect.reason)
      case 'phase':
        return this.#watcher.phase(effect)
      default:
        return unreachable(effect)
    }
  }

  #refresh(job: JobId, peer: PeerName, { carrier, index, metadata, blobs, product }: NodeParts): void {
    const ask = (role: 'root' | 'timestamp', version: number): Promise<Uint8Array | undefined> =>
      carrier.metadata(peer, role, version, AbortSignal.timeout(metadataTimeoutMs))
    const source = {
      root: (version: number) => ask('root', version),
      timestamp: async () => {
        const timestamp = await ask('timestamp', 0)
        if (timestamp === undefined) throw new Error(`${peer} has no timestamp`)
        return timestamp
      },
      blob: (digest: Digest, bytes: number, path: string) => {
        index.name(digest, path)
        return blobs.blob(payloadAddress(digest), bytes)
      },
    }
    this.#work(metadata.refresh(source, new Date()), {
      done: (outcome) => {
        if (outcome.type === 'updated') this.#watcher.refreshed()
        const { timestampVersion } = metadata.head()
        return { type: 'refreshed', job, timestampVersion, offers: offersOf(metadata.trusted, product) }
      },
      failed: (reason) => {
        this.#watcher.refreshFailed(reason)
        return { type: 'refresh-failed', job, reason }
      },
    })
  }

  /** The bytes at an address that this node holds: under a ticket, in a slot, or among its documents. */
  async #serve(address: Address, ticket: Ticket | undefined, parts: NodeParts): Promise<ByteSource | undefined> {
    if (ticket !== undefined) {
      const bytes = parts.tickets.get(ticket)
      return bytes === undefined ? undefined : memorySource(bytes)
    }
    if (kindOf(address) === 'payload') {
      const digest = digestOf(address)
      const document = parts.metadata.blob(digest) ?? (await parts.documents.kept(digest))
      return document === undefined ? undefined : memorySource(document)
    }
    const place = parts.content.find(address)
    if (place === undefined) return undefined
    const { device, offset, bytes } = place
    return {
      totalBytes: bytes,
      async read(start, length) {
        const range = new Uint8Array(length)
        await device.read(range, offset + start)
        return range
      },
    }
  }

  /** Turns the end of a job into the one input that the engine waits for. */
  #work<Result>(
    job: Promise<Result>,
    ends: { readonly done: (result: Result) => NodeInput; readonly failed: (reason: string) => NodeInput },
  ): void {
    job.then(
      (result) => {
        if (!this.#isStopped) this.input(ends.done(result))
      },
      (error: unknown) => {
        if (error instanceof BrokenRule) throw error
        if (!this.#isStopped) this.input(ends.failed(messageOf(error)))
      },
    )
  }
}
