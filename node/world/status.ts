import type { LogFields } from '#adapters/log/log.ts'
import type { SocketBytes } from '#adapters/net/socket-bytes.ts'
import type { SlotName } from '#core/boot/boot-state.ts'
import type { Device } from '#node/device.ts'
import type { DeviceEffect } from '#node/engine/contract.ts'
import type { Installation } from '#node/install/installation.ts'
import type { Site } from './site.ts'
import type { Traffic, TrafficTotals } from './traffic.ts'

/** What a node says of itself to its owner. */
export interface NodeStatus {
  readonly peer: string
  readonly product: string
  /** The version that runs, and from which slot. */
  readonly running: string
  readonly slot: SlotName
  readonly phase: string
  /** The release that the phase is about. */
  readonly release: string | undefined
  /** Why the device is in this phase, in words. */
  readonly detail: string
  readonly chunks: { readonly made: number; readonly total: number }
  readonly neighbours: number
  /** Whether a tracker is joined. */
  readonly tracker: boolean
  readonly traffic: TrafficTotals
  /** Bytes at this process's sockets, both ways, with everything that frames and encrypts them. */
  readonly socketBytes: { readonly lan: number; readonly wan: number }
  /** Bytes written to slots since the process started. */
  readonly slotWrittenBytes: number
  /** Highest resident memory of the process so far. */
  readonly peakMemoryBytes: number
}

/** Where a status is read from. */
export interface StatusSources {
  readonly site: Site
  readonly traffic: Traffic
  readonly sockets: SocketBytes
  readonly installation: Installation
}

/** Keeps what a status tells of the engine, and puts it together with what the world counts. */
export class StatusBoard {
  readonly #device: Device
  phase: Pick<Extract<DeviceEffect, { readonly type: 'phase' }>, 'phase' | 'version' | 'detail'> = {
    phase: 'idle',
    version: undefined,
    detail: 'starts',
  }

  constructor(device: Device) {
    this.#device = device
  }

  status({ site, traffic, sockets, installation }: StatusSources): NodeStatus {
    const { phase, version, detail } = this.phase
    const { config, identity, facts } = this.#device
    // What goes to a tracker crosses the WAN.
    const trackers = config.tracker.addresses
    const totals = sockets.totals(({ address, port }) => (isTracker(trackers, address, port) ? 'wan' : 'lan'))
    const both = (link: string): number => (totals[link]?.readBytes ?? 0) + (totals[link]?.writtenBytes ?? 0)
    return {
      peer: identity.peer,
      product: config.product,
      running: facts.running,
      slot: facts.slot,
      phase,
      release: version,
      detail,
      chunks: installation.progress,
      neighbours: site.neighbours,
      tracker: site.hasTracker,
      traffic: traffic.totals(),
      socketBytes: { lan: both('lan'), wan: both('wan') },
      slotWrittenBytes: installation.writtenBytes,
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    }
  }
}

/** What a run moved, as the fields of one log line. */
export function summaryOf({ traffic, socketBytes, slotWrittenBytes, peakMemoryBytes }: NodeStatus): LogFields {
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

function isTracker(trackers: readonly string[], address: string, port: number): boolean {
  return trackers.some((tracker) => tracker.includes(`/${address}/tcp/${port}/`))
}
