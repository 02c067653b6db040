import { peerSigner } from '#adapters/keys/peer-signer.ts'
import type { Log } from '#adapters/log/log.ts'
import { ExpectedError } from '#core/errors.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import { Random } from '#core/random.ts'
import { dataPaths } from '#node/data-directory.ts'
import type { Device } from '#node/device.ts'
import { ownerRollBackReason } from '#node/engine/boots.ts'
import type { NodeEffect } from '#node/engine/contract.ts'
import type { HealthChecks } from '#node/health/health-checks.ts'
import type { Certificates } from '#node/membership/certificates.ts'
import type { Traffic } from '#node/world/traffic.ts'
import { forgetCrashNotes, readCrashNotes } from './crash-notes.ts'
import { Outbox } from './outbox.ts'
import { type ReportCarrier, ReportPost } from './report-post.ts'
import { Reporting } from './reporting.ts'
import type { ReportingDevice } from './what-happened.ts'

/** What the reports of a device are made with. */
export interface DeviceReportsInit {
  readonly device: Device
  readonly admittedTo: (version: string) => string | undefined
  readonly traffic: Traffic
  readonly health: HealthChecks
  readonly certificates: Certificates
  /** The trackers of the configuration. */
  readonly trackers: ReadonlySet<PeerName>
  readonly log: Log
}

/** What a device tells its vendor, from what happens to it to the receipt of a tracker. */
export class DeviceReports {
  readonly post: ReportPost
  readonly #reporting: Reporting
  readonly #crashNotes: string

  private constructor(post: ReportPost, reporting: Reporting, crashNotes: string) {
    this.post = post
    this.#reporting = reporting
    this.#crashNotes = crashNotes
  }

  /** Reads what was not reported before the last reboot. Rejects as the store does. */
  static async open(init: DeviceReportsInit): Promise<DeviceReports> {
    const { device, admittedTo, traffic, health, certificates, trackers, log } = init
    const { store, identity, config, facts, tags } = device
    const clock = Date.now
    const random = new Random(Buffer.from(identity.seed).readUInt32LE(4), 'reports', String(clock()))
    const { certificate } = identity
    const described = { product: config.product, running: facts.running, tags }
    const outbox = await Outbox.open({ store, certificate, sign: peerSigner(identity.seed), facts: described, clock })
    const holderOf = (bytes: Uint8Array) => holderOfCertificate(certificates, bytes)
    const post = new ReportPost({ self: identity.peer, outbox, holderOf, random }, trackers)
    const reporting = await Reporting.open({
      store,
      outbox,
      added: () => post.send(),
      device: { running: facts.running, rollBackCause: rollBackCauseOf(device) },
      admittedTo,
      traffic: () => {
        const { receivedBytes } = traffic.totals()
        return { wanBytes: receivedBytes.wan, lanBytes: receivedBytes.lan }
      },
      measure: () => health.measure(),
      pollIntervalMs: config.tracker.pollIntervalSec * 1000,
      random,
      clock,
      log,
    })
    return new DeviceReports(post, reporting, dataPaths(config.dataDirectory).crashes)
  }

  /** Reports what crashed before this start, and from now on what happens. */
  async start(carrier: ReportCarrier): Promise<void> {
    this.#reporting.start(await readCrashNotes(this.#crashNotes))
    await this.#reporting.settled()
    await forgetCrashNotes(this.#crashNotes)
    this.post.connect(carrier)
  }

  /** The engine is in another phase, or ends the device to boot what is next. */
  effect(effect: Extract<NodeEffect, { readonly type: 'phase' | 'reboot' }>): void {
    this.#reporting.effect(effect)
  }

  /** Resolves when everything that happened is durable. */
  async stop(): Promise<void> {
    this.post.stop()
    await this.#reporting.stop()
  }
}

/** The boot record says why; what was taken back is remembered as given up before it was left. */
function rollBackCauseOf({ facts }: Device): ReportingDevice['rollBackCause'] {
  const { givenUp } = facts.remembered
  return (version, reason) => {
    if (reason === ownerRollBackReason) return 'owner'
    const isTakenBack = givenUp.some((release) => release.version === version && release.reason === reason)
    return isTakenBack ? 'taken-back' : 'trial'
  }
}

function holderOfCertificate(certificates: Certificates, bytes: Uint8Array): PeerName | undefined {
  try {
    return certificates.read(bytes).peer
  } catch (error) {
    if (error instanceof ExpectedError) return undefined
    throw error
  }
}
