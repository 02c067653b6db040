import { flushCompileCache } from 'node:module'
import { openBootStore } from '#adapters/boot/boot-store.ts'
import type { NodeConfig } from '#adapters/config/node-config.ts'
import { PendingRequests } from '#adapters/exchange/pending-requests.ts'
import { LevelStore } from '#adapters/level/level-store.ts'
import { Dialer } from '#adapters/libp2p/dialer.ts'
import { Mesh } from '#adapters/libp2p/mesh.ts'
import type { Log, LogFields } from '#adapters/log/log.ts'
import { GarbageBudget } from '#adapters/memory/garbage-budget.ts'
import { MetadataClient } from '#adapters/metadata/metadata-client.ts'
import { SocketBytes } from '#adapters/net/socket-bytes.ts'
import { openVersionFloor } from '#adapters/record/version-floor.ts'
import { PayloadDecoder } from '#adapters/workers/payload-decoder.ts'
import { type Address, payloadAddress } from '#core/address.ts'
import type { BootState, SlotName } from '#core/boot/boot-state.ts'
import type { BootStore } from '#core/boot/boot-store.ts'
import { chooseSlot } from '#core/boot/boot-transitions.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import { authoritiesOf } from '#core/metadata/authorities.ts'
import { newestRelease, targetsOf } from '#core/metadata/target.ts'
import { BootJobs } from '#node/boot/boot-jobs.ts'
import { rebootExitCode } from '#node/boot/node-end.ts'
import { dataPaths, readIdentity } from '#node/data-directory.ts'
import { NodeEngine } from '#node/engine/node-engine.ts'
import { ContentIndex } from '#node/install/content-index.ts'
import { DocumentStore } from '#node/install/document-store.ts'
import { ImageKnowledge } from '#node/install/image-knowledge.ts'
import { Installation } from '#node/install/installation.ts'
import { checkRunning, indexRunning } from '#node/install/running-images.ts'
import { SlotSet } from '#node/install/slot-set.ts'
import { serveOwner } from '#node/status/owner-api.ts'
import { BlobRequests } from '#node/world/blob-requests.ts'
import { Membership } from '#node/world/membership.ts'
import { NodeWorld } from '#node/world/node-world.ts'
import { OwnerAsks } from '#node/world/owner-asks.ts'
import { Site } from '#node/world/site.ts'
import { type NodeStatus, StatusBoard } from '#node/world/status.ts'
import { Tickets } from '#node/world/tickets.ts'
import { Traffic } from '#node/world/traffic.ts'
import { Transfers } from '#node/world/transfers.ts'

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
  const paths = dataPaths(config.dataDirectory)
  const identity = await readIdentity(config.dataDirectory)
  const store = await LevelStore.open(paths.state)
  const bootStore = openBootStore(paths.boot)
  const { running, boot } = await chooseRunning(bootStore, slot)
  const components = config.components.map(({ name, slotA, slotB }) => ({ name, a: slotA, b: slotB }))
  const slots = await SlotSet.open(components, running)
  const metadata = await MetadataClient.open({ store, floor: openVersionFloor(paths.boot), root: identity.root })

  const ended = Promise.withResolvers<number>()
  signal.addEventListener('abort', () => ended.resolve(0))
  const seed = Buffer.from(identity.seed).readUInt32LE(0)
  const engine = new NodeEngine({ exchange: { self: identity.peer, role: 'device', seed }, policy: policyOf(config) })
  const board = new StatusBoard({
    peer: identity.peer,
    product: config.product,
    slot: running,
    running: versionIn(boot, running),
  })
  const world = new NodeWorld(engine, {
    phase: (effect) => {
      board.phase = effect
      log.info(`phase-${effect.phase}`, { release: effect.version, detail: effect.detail })
    },
    banned: (peer, reason) => log.warn('peer-banned', { peer, reason }),
    refreshed: () => {
      site.announceHead()
      world.input({ type: 'holding', addresses: metadataAddresses(metadata) })
    },
    refreshFailed: (reason) => log.warn('refresh-failed', { reason }),
    answer: (ask, refusal) => asks.answered(ask, refusal),
    reboot: (reason) => {
      log.info('reboot', { reason })
      ended.resolve(rebootExitCode)
    },
  })
  const input = world.input.bind(world)
  const asks = new OwnerAsks(input)
  const requests = new PendingRequests()
  const trackers = new Set(config.tracker.addresses.map(peerIn))
  const membership = new Membership(trackers, () => authoritiesOf(metadata.trusted.root))
  const site = new Site({ certificate: identity.certificate, membership, metadata, requests, input, log })
  const { listen, discovery } = config
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
  const targets = () => targetsOf(metadata.trusted)
  const { product } = config
  const installation = new Installation({
    product,
    slots,
    bootStore,
    documents,
    knowledge,
    content,
    decoder,
    garbage,
    targets,
  })
  const transfers = new Transfers({ mesh, tickets, traffic, linkOf: (peer) => site.linkOf(peer), input })
  const images = boot.slots[running]?.images ?? []
  const bootJobs = new BootJobs({ store: bootStore, running, checkImages: () => checkRunning(slots, images) })
  world.assemble({
    product,
    mesh,
    metadata,
    documents,
    content,
    installation,
    boot: bootJobs,
    blobs,
    tickets,
    transfers,
    requests,
    traffic,
  })
  const status = () => board.status({ site, traffic, sockets, trackers: config.tracker.addresses, installation })
  const api = await serveOwner(config.dataDirectory, { status, ask: (ask) => asks.ask(ask) })

  input({
    type: 'started',
    facts: {
      slot: running,
      running: versionIn(boot, running),
      trial: boot.trial?.slot === running,
      rollback: boot.rollback,
      timestampVersion: metadata.head().timestampVersion,
      newest: newestRelease(targets(), product)?.version,
    },
  })
  const kept = (await documents.digests()).map(payloadAddress)
  const chunks = await indexRunning(slots, images, knowledge, content)
  input({ type: 'holding', addresses: [...metadataAddresses(metadata), ...kept, ...chunks] })
  site.connect(mesh, dialer)
  flushCompileCache()
  for (const address of [...config.tracker.addresses, ...discovery.peers]) dialer.keep(address)

  const exitCode = await ended.promise
  log.info('summary', summaryOf(status()))
  world.stop()
  dialer.stop()
  await api.stop()
  await mesh.stop()
  await decoder.close()
  await slots.close()
  await store.close()
  return exitCode
}

/** The slot that runs and the boot state as it is then. Without a boot chooser before it, the node does its work. */
async function chooseRunning(
  store: BootStore,
  slot: SlotName | undefined,
): Promise<{ readonly running: SlotName; readonly boot: BootState }> {
  const boot = await store.read()
  if (slot !== undefined) return { running: slot, boot }
  const choice = chooseSlot(boot)
  if (choice.next !== boot) await store.write(choice.next)
  return { running: choice.slot, boot: choice.next }
}

function summaryOf({ traffic, socketBytes, slotWrittenBytes, peakMemoryBytes }: NodeStatus): LogFields {
  const { receivedBytes, sentBytes, rejectedBytes } = traffic
  return {
    lanReceivedBytes: receivedBytes.lan,
    wanReceivedBytes: receivedBytes.wan,
    sentBytes,
    rejectedBytes,
    lanSocketBytes: socketBytes.lan,
    wanSocketBytes: socketBytes.wan,
    slotWrittenBytes,
    peakMemoryBytes,
  }
}

/** The metadata files that have a digest: neighbours fetch them like any other bytes. */
function metadataAddresses({ trusted }: MetadataClient): readonly Address[] {
  return [trusted.snapshot, trusted.targets]
    .filter((file) => file !== undefined)
    .map((file) => payloadAddress(file.digest))
}

function policyOf(config: NodeConfig): ConstructorParameters<typeof NodeEngine>[0]['policy'] {
  return {
    pollIntervalMs: config.tracker.pollIntervalSec * 1000,
    reboot: config.reboot.policy,
    confirmWithinMs: config.trial.confirmWithinSec * 1000,
    trialFails: config.trial.fail,
  }
}

function versionIn(boot: BootState, slot: SlotName): string {
  return boot.slots[slot]?.version ?? '0.0.0'
}

function peerIn(address: string): PeerName {
  return address.slice(address.lastIndexOf('/') + 1) as PeerName
}
