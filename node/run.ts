import { flushCompileCache } from 'node:module'
import type { NodeConfig } from '#adapters/config/node-config.ts'
import { PendingRequests } from '#adapters/exchange/pending-requests.ts'
import { Dialer } from '#adapters/libp2p/dialer.ts'
import { Mesh } from '#adapters/libp2p/mesh.ts'
import type { Log } from '#adapters/log/log.ts'
import { GarbageBudget } from '#adapters/memory/garbage-budget.ts'
import { serveMetrics } from '#adapters/metrics/metrics-server.ts'
import { SocketBytes } from '#adapters/net/socket-bytes.ts'
import { PayloadDecoder } from '#adapters/workers/payload-decoder.ts'
import { payloadAddress } from '#core/address.ts'
import type { SlotName } from '#core/boot/boot-state.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import { peerIn } from '#core/exchange/dial-address.ts'
import { authoritiesOf } from '#core/metadata/authorities.ts'
import { BootJobs } from './boot/boot-jobs.ts'
import { rebootExitCode } from './boot/node-end.ts'
import { closeDevice, type Device, metadataAddresses, openDevice, trustedTargets } from './device.ts'
import type { DevicePolicy, Phase } from './engine/contract.ts'
import { NodeEngine } from './engine/node-engine.ts'
import { ContentIndex } from './install/content-index.ts'
import { DocumentStore } from './install/document-store.ts'
import { ImageKnowledge } from './install/image-knowledge.ts'
import { Installation } from './install/installation.ts'
import { checkRunning, indexRunning } from './install/running-images.ts'
import { logPhase } from './status/log-events.ts'
import { nodeMetrics } from './status/node-metrics.ts'
import { serveOwner } from './status/owner-api.ts'
import { BlobRequests } from './world/blob-requests.ts'
import { CorruptingRequests } from './world/corrupting-requests.ts'
import { Membership } from './world/membership.ts'
import { type NodeWatcher, NodeWorld } from './world/node-world.ts'
import { OwnerAsks } from './world/owner-asks.ts'
import { ProgressLog } from './world/progress-log.ts'
import { Site } from './world/site.ts'
import { StatusBoard, summaryOf } from './world/status.ts'
import { Tickets } from './world/tickets.ts'
import { Traffic } from './world/traffic.ts'
import { Transfers } from './world/transfers.ts'

/** What a run of a node is told. */
export interface RunNodeInit {
  readonly config: NodeConfig
  /** The slot that the boot chooser picked; undefined where this run does its work too. */
  readonly slot: SlotName | undefined
  readonly log: Log
  /** Ends the run. */
  readonly signal: AbortSignal
}

/** Runs a node until it wants a reboot or is told to end. Resolves with the exit code of the process. */
export async function runNode({ config, slot, log, signal }: RunNodeInit): Promise<number> {
  const sockets = SocketBytes.start()
  const device = await openDevice(config, slot)
  const { identity, slots, metadata, bootStore, running, images, store } = device
  const ended = Promise.withResolvers<number>()
  signal.addEventListener('abort', () => ended.resolve(0))
  if (signal.aborted) ended.resolve(0)

  const board = new StatusBoard(device)
  const world = new NodeWorld(
    engineOf(device),
    watcherOf({
      log,
      board,
      ended,
      refreshed: () => announce(device, site, world),
      asks: () => asks,
      entered: (phase) => progress.entered(phase),
    }),
  )
  const input = world.input.bind(world)
  const asks = new OwnerAsks(input)
  const requests = config.rehearsal.serveCorrupted ? new CorruptingRequests() : new PendingRequests()
  const membership = new Membership(trackersIn(config), () => authoritiesOf(metadata.trusted.root))
  const site = new Site({ certificate: identity.certificate, membership, metadata, requests, input, log })
  const { listen, discovery, product } = config
  const mdns = discovery.mdns ? { serviceTag: discovery.serviceTag } : undefined
  const mesh = await Mesh.start({ seed: identity.seed, listen, mdns, handlers: site })
  const dialer = new Dialer(mesh, (address, reason) => log.debug('dial-failed', { address, reason }))

  const garbage = new GarbageBudget()
  const tickets = new Tickets()
  const traffic = new Traffic(garbage)
  const content = new ContentIndex()
  const blobs = new BlobRequests(input, tickets)
  const documents = new DocumentStore(store, blobs)
  const knowledge = new ImageKnowledge(store)
  const decoder = new PayloadDecoder()
  const targets = () => trustedTargets(device)
  const sources = { documents, knowledge, content, targets }
  const installation = new Installation({ product, slots, bootStore, decoder, garbage, ...sources })
  const transfers = new Transfers({ mesh, tickets, traffic, linkOf: (peer) => site.linkOf(peer), input, log })
  const boot = new BootJobs({ store: bootStore, running, checkImages: () => checkRunning(slots, images) })
  const carriers = { mesh, transfers, requests, blobs, tickets, traffic }
  world.assemble({ product, metadata, documents, content, installation, boot, ...carriers })
  const status = () => board.status({ site, traffic, sockets, installation, metricsPort: metrics?.address.port })
  const metrics = await serveMetrics(config.metrics.listen, log, async () => {
    return nodeMetrics(status(), await bootStore.read())
  })
  const progress = new ProgressLog(log, () => ({ ...installation.progress, ...summaryOf(status()) }))
  const api = await serveOwner(config.dataDirectory, { status, ask: (ask) => asks.ask(ask) })

  input({ type: 'started', facts: device.facts })
  const kept = (await documents.digests()).map(payloadAddress)
  const unreadable = (component: string, reason: string) => log.warn('image-unreadable', { component, reason })
  const chunks = await indexRunning(slots, images, { knowledge, content, unreadable })
  input({ type: 'holding', addresses: [...metadataAddresses(device), ...kept, ...chunks] })
  site.connect(mesh, dialer)
  flushCompileCache()
  for (const address of [...config.tracker.addresses, ...discovery.peers]) dialer.keep(address)

  const exitCode = await ended.promise
  log.info('summary', summaryOf(status()))
  progress.stop()
  world.stop()
  dialer.stop()
  await api.stop()
  await metrics?.stop()
  await mesh.stop()
  await decoder.close()
  await closeDevice(device)
  return exitCode
}

function engineOf({ config, identity }: Device): NodeEngine {
  const policy: DevicePolicy = {
    pollIntervalMs: config.tracker.pollIntervalSec * 1000,
    reboot: config.reboot.policy,
    confirmWithinMs: config.trial.confirmWithinSec * 1000,
    trialFails: config.trial.fail,
  }
  const seed = Buffer.from(identity.seed).readUInt32LE(0)
  return new NodeEngine({ exchange: { self: identity.peer, role: 'device', seed }, policy })
}

/** Turns what the world tells its owner into log lines, the status, and the end of the process. */
function watcherOf(to: {
  readonly log: Log
  readonly board: StatusBoard
  readonly ended: { readonly resolve: (exitCode: number) => void }
  readonly refreshed: () => void
  readonly asks: () => OwnerAsks
  readonly entered: (phase: Phase) => void
}): NodeWatcher {
  const { log, board } = to
  return {
    phase(effect) {
      board.enter(effect)
      logPhase(log, effect)
      to.entered(effect.phase)
    },
    banned: (peer, reason) => log.warn('peer-banned', { peer, reason }),
    refreshed: to.refreshed,
    refreshFailed: (reason) => log.warn('refresh-failed', { reason }),
    answer: (ask, refusal) => to.asks().answered(ask, refusal),
    reboot(reason) {
      log.info('reboot', { reason })
      to.ended.resolve(rebootExitCode)
    },
  }
}

/** Newer metadata is verified here: neighbours hear of it, and can fetch it. */
function announce(device: Device, site: Site, world: NodeWorld): void {
  site.announceHead()
  world.input({ type: 'holding', addresses: metadataAddresses(device) })
}

function trackersIn(config: NodeConfig): ReadonlySet<PeerName> {
  return new Set(config.tracker.addresses.map(peerIn))
}
