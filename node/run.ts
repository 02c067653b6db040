import { randomInt } from 'node:crypto'
import { flushCompileCache } from 'node:module'
import { PayloadDecoder } from '#adapters/codec/payload-decoder.ts'
import type { NodeConfig } from '#adapters/config/node-config.ts'
import { PendingRequests } from '#adapters/exchange/pending-requests.ts'
import { peerSigner } from '#adapters/keys/peer-signer.ts'
import { Dialer } from '#adapters/libp2p/dialer.ts'
import { Mesh } from '#adapters/libp2p/mesh.ts'
import type { Log } from '#adapters/log/log.ts'
import { GarbageBudget } from '#adapters/memory/garbage-budget.ts'
import { serveMetrics } from '#adapters/metrics/metrics-server.ts'
import { DownloadLimit } from '#adapters/net/download-limit.ts'
import { SocketBytes } from '#adapters/net/socket-bytes.ts'
import { type Address, payloadAddress } from '#core/address.ts'
import type { SlotName } from '#core/boot/boot-state.ts'
import { messageOf } from '#core/errors.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import { dialAddress, peerIn } from '#core/exchange/dial-address.ts'
import { authoritiesOf } from '#core/metadata/authorities.ts'
import { Random } from '#core/random.ts'
import { BootJobs } from './boot/boot-jobs.ts'
import { closeDevice, type Device, metadataAddresses, openDevice, trustedTargets } from './device.ts'
import type { NodeInput } from './engine/contract.ts'
import { healthChecksOf } from './health/health-checks-of.ts'
import { ContentIndex } from './install/content-index.ts'
import { DocumentStore } from './install/document-store.ts'
import { ImageKnowledge } from './install/image-knowledge.ts'
import { InstallJobs } from './install/install-jobs.ts'
import { Installation } from './install/installation.ts'
import { checkRunning, indexRunning } from './install/running-images.ts'
import { LinkKeeper } from './link/link-keeper.ts'
import { Uploads } from './link/uploads.ts'
import { WanAccount } from './link/wan-account.ts'
import { Certificates } from './membership/certificates.ts'
import { Membership } from './membership/membership.ts'
import { Standings } from './membership/standings.ts'
import { nodeEngineOf } from './node-engine-of.ts'
import { Neighbours } from './peers/neighbours.ts'
import { peersReport } from './peers/peers-report.ts'
import { RememberedPeers } from './peers/remembered-peers.ts'
import { explainPlan } from './plan/explain-plan.ts'
import { DeviceReports } from './report/device-reports.ts'
import { nodeMetrics } from './status/node-metrics.ts'
import { serveOwner } from './status/owner-api.ts'
import { UpdateMemory } from './updates/update-memory.ts'
import { keepWallClock } from './updates/wall-clock.ts'
import { openWebSources } from './web/open-web-sources.ts'
import { RepositoryIndex } from './web/repository-index.ts'
import { BlobRequests } from './world/blob-requests.ts'
import { CorruptingRequests } from './world/corrupting-requests.ts'
import { NodeWorld } from './world/node-world.ts'
import { OwnerAsks } from './world/owner-asks.ts'
import { ProgressLog } from './world/progress-log.ts'
import { Site } from './world/site.ts'
import { StatusBoard, summaryOf } from './world/status.ts'
import { Tickets } from './world/tickets.ts'
import { Traffic } from './world/traffic.ts'
import { Transfers } from './world/transfers.ts'
import { watcherOf } from './world/watcher.ts'

/** What a run of a node is told. */
export interface RunNodeInit {
  readonly config: NodeConfig
  /** The slot that the boot chooser picked; undefined where this run does its work too. */
  readonly slot: SlotName | undefined
  readonly log: Log
  /** Ends the run. */
  readonly signal: AbortSignal
}

/** Connections beside those with neighbours: trackers, and who is on the way in or out. */
const spareConnections = 104

/** Runs a node until it wants a reboot or is told to end. Resolves with the exit code of the process. */
export async function runNode({ config, slot, log, signal }: RunNodeInit): Promise<number> {
  const sockets = SocketBytes.start()
  const device = await openDevice(config, slot)
  const { identity, slots, metadata, bootStore, running, images, store } = device
  const ended = Promise.withResolvers<number>()
  signal.addEventListener('abort', () => ended.resolve(0))
  if (signal.aborted) ended.resolve(0)

  const board = new StatusBoard(device)
  const uploads = new Uploads(config.link)
  const downloads = new DownloadLimit()
  const engine = nodeEngineOf(device, uploads)
  const world = new NodeWorld(
    engine,
    watcherOf({
      log,
      board,
      ended,
      refreshed: () => announce(device, site, world),
      asks: () => asks,
      neighbours: () => neighbours,
      links: () => links,
      web: () => web,
      entered: (phase) => progress.entered(phase),
      reports: () => reports,
    }),
  )
  const input = world.input.bind(world)
  const asks = new OwnerAsks(input)
  const requests = config.rehearsal.serveCorrupted ? new CorruptingRequests() : new PendingRequests()
  const certificates = new Certificates(() => authoritiesOf(metadata.trusted.root))
  const trackers = trackersIn(config)
  const membership = new Membership(trackers, certificates)
  const standings = new Standings({
    self: identity.peer,
    certificate: identity.certificate,
    sign: peerSigner(identity.seed),
    isNeighbour: (peer) => site.isJoined(peer),
    certificates,
    address: () => dialAddress(mesh.addresses()),
  })
  const { listen, discovery, product } = config
  const { neighboursMax } = discovery
  const random = new Random(randomInt(2 ** 32), 'neighbours', identity.peer)
  const remembered = new RememberedPeers(store)
  const neighbours = new Neighbours({ self: identity.peer, neighboursMax, random, remembered, log })
  const garbage = new GarbageBudget()
  const traffic = new Traffic(garbage)
  const health = healthChecksOf(device, log)
  const admittedTo = (version: string) => engine.admittedTo(version)
  const reports = await DeviceReports.open({ device, admittedTo, traffic, health, certificates, trackers, log })
  const site = new Site({
    certificate: identity.certificate,
    images: images.map(({ digest }) => digest),
    membership,
    standings,
    neighbours,
    metadata,
    requests,
    uploads,
    post: reports.post,
    input,
    log,
  })
  const mdns = discovery.mdns ? { serviceTag: discovery.serviceTag, ...neighbours.multicast } : undefined
  const connectionsMax = neighboursMax + spareConnections
  const mesh = await Mesh.start({ seed: identity.seed, listen, mdns, handlers: site, connectionsMax })
  const dialer = new Dialer(mesh, neighbours.dialled)
  const index = new RepositoryIndex(metadata)
  const pollIntervalMs = config.tracker.pollIntervalSec * 1000
  const web = await openWebSources({ urls: config.sources.http, pollIntervalMs, index, mesh, input, log })
  const carrier = web ?? mesh

  const tickets = new Tickets()
  const content = new ContentIndex()
  const blobs = new BlobRequests(input, tickets)
  const documents = new DocumentStore(store, blobs)
  const knowledge = new ImageKnowledge(store)
  const decoder = new PayloadDecoder()
  const targets = () => trustedTargets(device)
  const otherImages = () => site.otherImages
  const sources = { documents, knowledge, content, targets, otherImages }
  const installation = new Installation({ product, slots, bootStore, decoder, garbage, ...sources })
  const heard = (next: NodeInput) => {
    input(next)
    links.heard(next)
  }
  const transfers = new Transfers({
    carrier,
    tickets,
    traffic,
    neighbours: neighbours.traffic,
    downloads,
    linkOf: (peer) => site.linkOf(peer),
    isWeb: (peer) => web?.has(peer) ?? false,
    input: heard,
    log,
  })
  const installs = new InstallJobs({
    installation,
    bytesOf: (ticket) => tickets.get(ticket),
    intend: (group) => input({ type: 'intend', group }),
    planned: () => links.planned(installation.wanBound),
    grew: (tasks) => links.grew(tasks),
  })
  const boot = new BootJobs({ store: bootStore, running, checkImages: () => checkRunning(slots, images) })
  const carriers = { carrier, index, neighbours, transfers, requests, blobs, tickets, traffic }
  const memory = new UpdateMemory(store, (error) => log.warn('updates-unwritable', { reason: messageOf(error) }))
  world.assemble({ product, standings, metadata, documents, content, installs, boot, memory, health, ...carriers })
  const account = await WanAccount.open(store)
  const spending = () => engine.wanSpending
  const isCritical = (version: string) => engine.isCritical(version)
  const links = await LinkKeeper.start({
    config: config.link,
    account,
    uploads,
    downloads,
    spending,
    isCritical,
    input,
    log,
  })
  const status = () =>
    board.status({ site, web, traffic, sockets, installation, link: links.status, metricsPort: metrics?.address.port })
  const metrics = await serveMetrics(config.metrics.listen, log, async () => {
    return nodeMetrics(status(), await bootStore.read())
  })
  const progress = new ProgressLog(log, () => ({ ...installation.progress, ...summaryOf(status()) }))
  const api = await serveOwner(config.dataDirectory, {
    status,
    peers: () => peersReport({ neighbours, discovery, tracker: site.hasTracker }),
    plan: (version) => {
      const isOffered = (addresses: readonly Address[]) => engine.isOffered(addresses)
      return explainPlan(version, { device, installation, isOffered, site, link: links.status })
    },
    updates: () => engine.updates,
    async ask(ask) {
      if (ask.type === 'install') links.asked(ask.version)
      const refusal = await asks.ask(ask)
      await memory.settled()
      return refusal
    },
  })

  const stopClock = keepWallClock(config.updates.zone, input)
  input({ type: 'started', facts: device.facts })
  const kept = (await documents.digests()).map(payloadAddress)
  const unreadable = (component: string, reason: string) => log.warn('image-unreadable', { component, reason })
  const chunks = await indexRunning(slots, images, { knowledge, content, unreadable })
  input({ type: 'holding', addresses: [...metadataAddresses(device), ...kept, ...chunks] })
  site.connect(mesh, dialer)
  await reports.start(mesh)
  await neighbours.start({
    dial: (...addresses) => mesh.dial(...addresses),
    drop: (peer, reason) => mesh.drop(peer, reason),
    ask: (peer) => mesh.send(peer, { type: 'peers-request' }),
  })
  web?.start()
  flushCompileCache()
  for (const address of [...config.tracker.addresses, ...discovery.peers]) dialer.keep(address)

  const exitCode = await ended.promise
  log.info('summary', summaryOf(status()))
  progress.stop()
  stopClock()
  world.stop()
  health.stop()
  await reports.stop()
  uploads.stop()
  await links.stop()
  dialer.stop()
  neighbours.stop()
  await api.stop()
  await metrics?.stop()
  web?.stop()
  await mesh.stop()
  sockets.stop()
  await decoder.close()
  await memory.settled()
  await closeDevice(device)
  return exitCode
}

/** Newer metadata is verified here: neighbours hear of it, and can fetch it. */
function announce(device: Device, site: Site, world: NodeWorld): void {
  site.announceHead()
  world.input({ type: 'holding', addresses: metadataAddresses(device) })
}

function trackersIn(config: NodeConfig): ReadonlySet<PeerName> {
  return new Set(config.tracker.addresses.map(peerIn))
}
