import type { LogFields } from '#adapters/log/log.ts'
import type { Remote, SocketBytes } from '#adapters/net/socket-bytes.ts'
import type { SlotName } from '#core/boot/boot-state.ts'
import { type MetadataExpiry, metadataExpiries } from '#core/metadata/expiry.ts'
import type { Device } from '#node/device.ts'
import type { DeviceEffect, Phase } from '#node/engine/contract.ts'
import type { Installation } from '#node/install/installation.ts'
import type { LinkStatus } from '#node/link/link-keeper.ts'
import type { WebCounts, WebSources } from '#node/web/web-sources.ts'
import type { JoinKind, Site } from './site.ts'
import type { Traffic, TrafficTotals } from './traffic.ts'

/** How an install can end. */
export type InstallResult = 'confirmed' | 'failed' | 'rolled-back'

/** What a node says of itself to its owner; `docs/operations.md` describes it. Counts begin with the process. */
export interface NodeStatus {
  readonly peer: string
  readonly product: string
  /** The version that runs, and from which slot. */
  readonly running: string
  readonly slot: SlotName
  readonly phase: Phase
  /** The release that the phase is about. */
  readonly release: string | undefined
  /** Why the device is in this phase, in words. */
  readonly detail: string
  /** How long it is in this phase, in seconds. */
  readonly phaseSec: number
  readonly chunks: { readonly made: number; readonly total: number }
  readonly installs: Readonly<Record<InstallResult, number>>
  readonly neighbours: number
  /** Whether a tracker is joined. */
  readonly tracker: boolean
  /** Web servers that answer, of those in the configuration. */
  readonly webServers: WebCounts
  readonly traffic: TrafficTotals
  /** Whether the WAN is used now, and what it cost. */
  readonly link: LinkStatus
  /** Bytes at this process's sockets, both ways, with everything that frames and encrypts them. */
  readonly socketBytes: { readonly lan: number; readonly wan: number }
  readonly slotWrittenBytes: number
  /** The files that the device trusts. */
  readonly metadata: readonly MetadataExpiry[]
  /** Resident memory of the process, now and at most so far. */
  readonly memoryBytes: number
  readonly peakMemoryBytes: number
  /** Processor time of the process so far, its threads included. */
  readonly cpuSeconds: number
  /** How often a peer joined, by who began. */
  readonly joins: Readonly<Record<JoinKind, number>>
  /** Since the process started. */
  readonly uptimeSec: number
}

/** Where a status is read from. */
export interface StatusSources {
  readonly site: Site
  readonly web: WebSources | undefined
  readonly traffic: Traffic
  readonly sockets: SocketBytes
  readonly installation: Installation
  readonly link: LinkStatus
  /** The port at which metrics are read, whose bytes nobody has to pay for. */
  readonly metricsPort: number | undefined
}

type PhaseEffect = Extract<DeviceEffect, { readonly type: 'phase' }>

/** Keeps what a status tells of the engine, and puts it together with what the world counts. */
export class StatusBoard {
  readonly #device: Device
  readonly #installs = { confirmed: 0, failed: 0, 'rolled-back': 0 }
  #phase: Pick<PhaseEffect, 'phase' | 'version' | 'detail'> = { phase: 'idle', version: undefined, detail: 'starts' }
  #phaseStartMs = performance.now()

  constructor(device: Device) {
    this.#device = device
  }

  /** The device is in another phase from now on. */
  enter(effect: PhaseEffect): void {
    this.#phase = effect
    this.#phaseStartMs = performance.now()
    if (isResult(effect.phase)) this.#installs[effect.phase] += 1
  }

  status(sources: StatusSources): NodeStatus {
    const { site, traffic, installation, link } = sources
    const { phase, version, detail } = this.#phase
    const { config, identity, facts, metadata } = this.#device
    return {
      peer: identity.peer,
      product: config.product,
      running: facts.running,
      slot: facts.slot,
      phase,
      release: version,
      detail,
      phaseSec: Math.floor((performance.now() - this.#phaseStartMs) / 1000),
      chunks: installation.progress,
      installs: { ...this.#installs },
      neighbours: site.neighbours,
      tracker: site.hasTracker,
      webServers: sources.web?.counts ?? { joined: 0, configured: 0 },
      traffic: traffic.totals(),
      link,
      socketBytes: socketBytesOf(sources, config.tracker.addresses),
      slotWrittenBytes: installation.writtenBytes,
      metadata: metadataExpiries(metadata.trusted),
      memoryBytes: process.memoryUsage.rss(),
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
      cpuSeconds: cpuSeconds(),
      joins: site.joins,
      uptimeSec: Math.floor(process.uptime()),
    }
  }
}

/** What a run moved, as the fields of one log line. */
export function summaryOf(status: NodeStatus): LogFields {
  const { traffic, socketBytes, slotWrittenBytes, peakMemoryBytes, cpuSeconds, joins } = status
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
    cpuSeconds,
    mdnsJoins: joins.mdns,
    dialledJoins: joins.dialled,
    inboundJoins: joins.inbound,
  }
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return Math.round((user + system) / 10_000) / 100
}

function socketBytesOf(
  { sockets, web, metricsPort }: StatusSources,
  trackers: readonly string[],
): NodeStatus['socketBytes'] {
  const totals = sockets.totals((remote) => {
    if (remote.side === 'server' && remote.localPort === metricsPort) return 'metrics'
    // What goes to a tracker or a web server crosses the WAN.
    return isTracker(trackers, remote) || web?.isRemote(remote) ? 'wan' : 'lan'
  })
  const both = (link: string): number => (totals[link]?.readBytes ?? 0) + (totals[link]?.writtenBytes ?? 0)
  return { lan: both('lan'), wan: both('wan') }
}

function isTracker(trackers: readonly string[], { address, port }: Remote): boolean {
  return trackers.some((tracker) => tracker.includes(`/${address}/tcp/${port}/`))
}

function isResult(phase: Phase): phase is InstallResult {
  return phase === 'confirmed' || phase === 'failed' || phase === 'rolled-back'
}
