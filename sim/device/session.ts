import type { Address } from '#core/address.ts'
import { unreachable } from '#core/check.ts'
import { instant, later } from '#core/engine.ts'
import type { PeerName, PeerRole } from '#core/exchange/contract.ts'
import { transitionFor } from '#node/engine/boot-effect.ts'
import { type BlobId, blobTimeoutMs, type DevicePolicy, type JobId, type NodeInput } from '#node/engine/contract.ts'
import { NodeEngine } from '#node/engine/node-engine.ts'
import type { Appointment, Clock } from '#sim/clock.ts'
import { Endpoint, type Malice, type Mind, type OwnEffect } from '#sim/endpoint/endpoint.ts'
import { HaveAfterSync } from '#sim/invariants/have-after-sync.ts'
import { exchangeFor } from '#sim/policy/exchange-for.ts'
import type { Policy } from '#sim/scenario/scenario.ts'
import { InstallJobs } from './install-jobs.ts'
import { LinkRulesKeeper } from './link-rules-keeper.ts'
import type { Machine } from './machine.ts'
import { offerToAll } from './offer-to-all.ts'
import type { DeviceBoot, Head, Surroundings } from './surroundings.ts'

/** What a session begins with. */
export interface SessionInit {
  readonly machine: Machine
  readonly surroundings: Surroundings
  readonly policy: Policy
  readonly role: PeerRole
  readonly seed: number
  readonly malice: Malice
  /** Whether it reboots by itself into what it has staged. */
  readonly reboot: DevicePolicy['reboot']
}

const devicePolicy: Omit<DevicePolicy, 'device' | 'trialFails' | 'reboot'> = {
  updates: { windows: [], beginsInWindow: false, consent: 'given' },
  restartingMax: undefined,
  pollIntervalMs: 1_800_000,
  confirmWithinMs: 60_000,
}

/** What decides where an impostor runs: nothing. It lies when the fault has it lie. */
const impostor: Mind = { handle: () => [], deadline: () => undefined }

/** The one product of a modelled fleet. */
const product = 'product'

/**
 * What a device says of itself to its site is numbered upwards, also over its boots: a node begins with the clock. Here
 * each boot has so many numbers, more than any boot uses.
 */
const sequencesPerBoot = 1_000_000

/** One boot of a device: the production engine of a node, and a world around it in which bytes are only counted. */
export class Session implements DeviceBoot {
  readonly machine: Machine
  readonly endpoint: Endpoint
  readonly #surroundings: Surroundings
  readonly #engine: NodeEngine
  readonly #install: InstallJobs
  readonly #rules: LinkRulesKeeper
  readonly #blobs = new Map<BlobId, { readonly then: (came: boolean) => void; readonly timeout: Appointment }>()
  #lastBlob = 0

  constructor(init: SessionInit) {
    const { machine, surroundings, policy, role, seed, malice, reboot } = init
    const { name, site } = machine.facts
    this.machine = machine
    this.#surroundings = surroundings
    const exchange = { self: name, role, seed, sequence: machine.boots * sequencesPerBoot }
    this.#engine = new NodeEngine({
      exchange: exchangeFor(policy, exchange),
      policy: {
        ...devicePolicy,
        device: { peer: name, product, hardware: undefined, tags: {} },
        reboot,
        trialFails: machine.firmware === 'unhealthy' && machine.isTrial,
      },
    })
    const haves = new HaveAfterSync(machine)
    this.endpoint = new Endpoint({
      name,
      role,
      site,
      network: surroundings,
      mind: machine.isLying ? impostor : this.#engine,
      malice,
      traffic: {
        arrived: (link, bytes) => {
          if (link === 'wan') machine.counts.wanBytes += bytes
          else machine.counts.lanBytes += bytes
        },
        sent: (bytes) => {
          machine.counts.sentBytes += bytes
        },
      },
      says: (message) => {
        const problem = message.type === 'have' ? haves.problem(message.addresses) : undefined
        if (problem !== undefined) surroundings.violated('have-after-sync', machine, problem)
      },
      own: (effect) => this.#carryOut(effect),
    })
    this.#install = new InstallJobs(this, surroundings)
    this.#rules = new LinkRulesKeeper(this, surroundings)
  }

  get clock(): Clock {
    return this.#surroundings.clock
  }

  get wanSpentBytes(): number {
    return this.#engine.wanSpending.spentBytes
  }

  get isOver(): boolean {
    return this.endpoint.isGone
  }

  /** The engine is told what the device knows of itself, and what it can serve. */
  start(): void {
    const { machine } = this
    const { version, isTrial, running, boot, timestampVersion, newest } = machine
    const { release } = machine.facts
    this.#rules.tell()
    const facts = {
      slot: running,
      running: version,
      trial: isTrial,
      rollback: boot.rollback,
      securityEpoch: 0,
      timestampVersion,
      offers: offerToAll(newest),
      remembered: machine.remembered,
    }
    this.input({ type: 'started', facts })
    const chunks = version === release.version ? release.chunks : []
    if (machine.documents.size + chunks.length > 0) {
      this.input({ type: 'holding', addresses: [...machine.documents, ...chunks] })
    }
  }

  /** The process ends: nothing that it began goes on. */
  stop(): void {
    this.#install.stop()
    this.#rules.stop()
    for (const { timeout } of this.#blobs.values()) timeout.cancel()
    this.#blobs.clear()
    this.endpoint.goAway()
  }

  input(input: NodeInput): void {
    if (this.isOver || this.machine.isLying) return
    this.endpoint.carryOut(this.#engine.handle(input, this.clock.now))
  }

  /** A peer says what it has verified. */
  heard(peer: PeerName, { timestampVersion }: Head): void {
    this.input({ type: 'head', peer, rootVersion: 1, timestampVersion })
  }

  document(address: Address, bytes: number, then: (came: boolean) => void): void {
    this.#lastBlob += 1
    const blob = this.#lastBlob as BlobId
    const timeout = this.clock.at(later(this.clock.now, blobTimeoutMs), () => {
      this.#blobs.delete(blob)
      this.input({ type: 'blob-unwanted', blob })
      then(false)
    })
    this.#blobs.set(blob, { then, timeout })
    this.input({ type: 'blob-wanted', blob, address, bytes })
  }

  #carryOut(effect: OwnEffect): void {
    const { machine } = this
    switch (effect.type) {
      case 'blob': {
        const waiting = this.#blobs.get(effect.blob)
        this.#blobs.delete(effect.blob)
        waiting?.timeout.cancel()
        this.#soon(() => {
          waiting?.then(true)
          this.input({ type: 'consumed', ticket: effect.ticket })
        })
        return
      }
      case 'refresh':
        return this.#refresh(effect.job, effect.peer)
      case 'plan':
      case 'find-full':
      case 'make':
      case 'sync':
      case 'verify':
        return this.#install.carryOut(effect)
      case 'begin-trial':
        if (!machine.inactive.isWhole) {
          this.#surroundings.violated(
            'verified-before-flip',
            machine,
            'the slot that is flipped to is not whole and synced',
          )
        }
        return this.#changeBoot(effect)
      case 'confirm':
      case 'record-failure':
      case 'roll-back':
        return this.#changeBoot(effect)
      case 'check-image': {
        const { release } = machine.facts
        const isRight = machine.version !== release.version || machine.slots[machine.running].isWhole
        const problem = isRight ? undefined : 'the image reads as something else'
        this.clock.at(later(this.clock.now, 200), () => this.input({ type: 'image-checked', job: effect.job, problem }))
        return
      }
      case 'check-health': {
        const problem = machine.firmware === 'unhealthy' ? 'a health check failed' : undefined
        this.clock.at(later(this.clock.now, 200), () =>
          this.input({ type: 'health-checked', job: effect.job, problem }),
        )
        return
      }
      case 'phase':
        this.#rules.entered(effect.phase)
        return this.#surroundings.entered(this, effect.phase, effect.version, effect.detail)
      case 'reboot':
        return this.#surroundings.reboot(this, effect.reason)
      case 'remember':
        machine.remembered = effect.remembered
        return
      case 'answer':
      case 'deliver':
        return
      default:
        return unreachable(effect)
    }
  }

  planned(bytesMax: number): void {
    this.#rules.planned(bytesMax)
  }

  #refresh(job: JobId, peer: PeerName): void {
    const { machine } = this
    this.#surroundings.refresh(this.endpoint, peer, (head) => {
      if (head === undefined) return this.input({ type: 'refresh-failed', job, reason: `${peer} does not answer` })
      // Wall time never decides safety, but metadata that has expired by it is not taken.
      if (machine.clockYear !== undefined && machine.clockYear > 2026) {
        return this.input({
          type: 'refresh-failed',
          job,
          reason: 'the metadata has expired by the clock of this device',
        })
      }
      const isNews = head.timestampVersion > machine.timestampVersion
      machine.timestampVersion = Math.max(machine.timestampVersion, head.timestampVersion)
      if (isNews) machine.newest = head.newest
      if (isNews) this.#surroundings.announceHead(this)
      this.input({
        type: 'refreshed',
        job,
        timestampVersion: machine.timestampVersion,
        offers: offerToAll(machine.newest),
      })
    })
  }

  #changeBoot(effect: Parameters<typeof transitionFor>[0]): void {
    const { machine } = this
    const { job } = effect
    this.#soon(() => {
      if (effect.type === 'begin-trial') machine.inactive.version = effect.release.version
      const transition = transitionFor(effect, machine.boot, machine.running)
      if (transition.type === 'refused') return this.input({ type: 'boot-failed', job, reason: transition.reason })
      machine.boot = transition.state
      this.input({ type: 'boot-changed', job })
    })
  }

  /** After a small write to flash. */
  #soon(action: () => void): void {
    this.clock.at(instant(this.clock.now + 2_000), () => {
      if (!this.isOver) action()
    })
  }
}
