import type { Address } from '#core/address.ts'
import { otherSlot, type SlotName } from '#core/boot/boot-state.ts'
import { BrokenRule, check, unreachable } from '#core/check.ts'
import type { Instant } from '#core/engine.ts'
import { messageOf } from '#core/errors.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import { type NodeEnd, rebootExitCode } from '#node/boot/node-end.ts'
import type { DeviceInput, DevicePolicy, JobId, NodeEffect, NodeInput } from '#node/engine/contract.ts'
import { NodeEngine } from '#node/engine/node-engine.ts'
import { offersOf } from '#node/engine/updates/offers.ts'
import { Endpoint, type OwnEffect } from '#sim/endpoint/endpoint.ts'
import { type Machine, wallClock } from '#sim/full/machine.ts'
import { invariants } from '#sim/full/witness.ts'
import { Documents } from './documents.ts'
import { FetchedBytes } from './fetched-bytes.ts'
import { type NodeParts, openParts } from './node-parts.ts'

const self = 'self' as PeerName

/** A device that listens to what this one says it has, and never has anything. */
const neighbour = 'neighbour' as PeerName

/** As an owner would configure it, with a poll that one update does not wait for. */
const policy: Omit<DevicePolicy, 'device' | 'trialFails'> = {
  updates: { windows: [], beginsInWindow: false, consent: 'given' },
  restartingMax: undefined,
  pollIntervalMs: 1_800_000,
  reboot: 'immediate',
  confirmWithinMs: 60_000,
}

/** One process of the node in the slot that was booted: the production engine and its shell, in virtual time. */
export class NodeProcess {
  readonly #machine: Machine
  readonly #running: SlotName
  readonly #engine: NodeEngine
  readonly #endpoint: Endpoint
  readonly #fetched: FetchedBytes
  readonly #documents: Documents
  readonly #ended = Promise.withResolvers<NodeEnd>()
  #parts: NodeParts | undefined
  #hasEnded = false
  #hasRotted = false

  constructor(machine: Machine, running: SlotName) {
    const { update, ailments, clock, wan, witness } = machine
    this.#machine = machine
    this.#running = running
    this.#fetched = new FetchedBytes(update.repository)
    this.#documents = new Documents(clock, (input) => this.#input(input))
    this.#engine = new NodeEngine({
      exchange: { self, role: 'device', seed: 1, sequence: wallClock(machine).getTime(), limits: {} },
      policy: {
        ...policy,
        device: { peer: self, product: update.product, hardware: undefined, tags: {} },
        trialFails: ailments.trial === 'unhealthy',
      },
    })
    this.#endpoint = new Endpoint({
      name: self,
      role: 'device',
      site: 0,
      network: wan,
      mind: {
        handle: (input, now) => this.#handle(input, now),
        deadline: () => (this.#isOver ? undefined : this.#engine.deadline()),
      },
      malice: { forges: false, isMute: false },
      says: (message) => witness.says(message),
      own: (effect) => this.#carryOut(effect),
      traffic: { arrived: (_, bytes) => machine.observe({ type: 'arrived', bytes }), sent: () => {} },
    })
  }

  /** Resolves with how the process ended; never once the power is off. */
  async run(): Promise<NodeEnd> {
    await this.#start()
    return this.#ended.promise
  }

  /** Somebody kills it: what it wrote stays, synced or not. */
  kill(): void {
    this.#end({ type: 'killed', signal: 'SIGKILL' })
  }

  /** The power is off: nothing that it began goes on. */
  stop(): void {
    this.#hasEnded = true
    this.#documents.close()
    this.#endpoint.goAway()
  }

  /** A processor without power does nothing more, whatever its last operations seemed to come to. */
  get #isOver(): boolean {
    return this.#hasEnded || this.#machine.board.power.isOff
  }

  async #start(): Promise<void> {
    const { wan, hasNeighbour } = this.#machine
    const parts = await openParts(this.#machine, this.#running, {
      blobs: this.#documents,
      bytesOf: (ticket) => this.#fetched.get(ticket),
      intend: (group) => this.#input({ type: 'intend', group }),
    })
    this.#parts = parts
    this.#input({ type: 'clock', clock: { unixMs: wallClock(this.#machine).getTime(), offsetMinutes: 0 } })
    this.#input({ type: 'started', facts: parts.facts })
    this.#input({ type: 'holding', addresses: await parts.indexImages() })
    if (hasNeighbour) this.#input({ type: 'peer-joined', peer: neighbour, link: 'lan', role: 'device' })
    wan.connect({ endpoint: this.#endpoint, heard: (peer) => this.#heard(peer) })
  }

  #heard(peer: PeerName): void {
    const { timestampVersion } = this.#machine.update.repository
    this.#input({ type: 'head', peer, rootVersion: 1, timestampVersion })
  }

  #input(input: NodeInput): void {
    if (this.#isOver) return
    this.#endpoint.carryOut(this.#handle(input, this.#machine.clock.now))
  }

  /** Hands an input to the engine, with the verdict on the bytes where some came. */
  #handle(input: NodeInput, now: Instant): readonly NodeEffect[] {
    if (this.#isOver) return []
    try {
      const effects = this.#engine.handle(input.type === 'fetched' ? this.#fetched.judged(input) : input, now)
      for (const effect of effects) this.#watch(effect)
      return effects
    } catch (error) {
      this.#break(error)
      return []
    }
  }

  /** Takes note of what the endpoint carries out. */
  #watch(effect: NodeEffect): void {
    if (effect.type === 'release') this.#fetched.release(effect.ticket)
    if (effect.type === 'ban') this.#machine.observe({ type: 'ban', peer: effect.peer })
    if (effect.type !== 'fetch') return
    const { address, bytes } = effect
    this.#machine.witness.fetches(address)
    this.#machine.observe({ type: 'fetch', address, bytes })
  }

  #carryOut(effect: OwnEffect): void {
    const { clock, observe } = this.#machine
    const parts = this.#parts
    check(parts !== undefined, 'a process is put together before its first input')
    switch (effect.type) {
      case 'blob': {
        const { blob, ticket } = effect
        const bytes = this.#fetched.get(ticket)
        check(bytes !== undefined, 'bytes stay under their ticket until they are consumed')
        this.#documents.arrived(blob, bytes)
        return void clock.at(clock.now, () => this.#input({ type: 'consumed', ticket }))
      }
      case 'refresh':
        return this.#settle(this.#refresh(effect.job, parts))
      case 'plan':
      case 'find-full':
      case 'make':
      case 'sync':
      case 'verify':
        return this.#settle(this.#install(effect, parts))
      case 'begin-trial':
      case 'check-image':
      case 'confirm':
      case 'record-failure':
      case 'roll-back': {
        const { job } = effect
        const failed = (error: unknown) => ({ type: 'boot-failed', job, reason: reasonOf(error) }) as const
        return this.#settle(parts.boot.carryOut(effect).catch(failed))
      }
      case 'check-health':
        return this.#settle(Promise.resolve({ type: 'health-checked', job: effect.job, problem: undefined }))
      case 'reboot':
        observe({ type: 'reboot', reason: effect.reason })
        return void clock.at(clock.now, () => this.#end({ type: 'exited', code: rebootExitCode }))
      case 'phase':
        return observe(effect)
      case 'remember':
        return parts.memory.keep(effect.remembered)
      case 'answer':
      case 'deliver':
        // No owner asks for anything, and what is delivered stays inside the engine of a node.
        return
      default:
        return unreachable(effect)
    }
  }

  async #install(effect: Parameters<NodeParts['installs']['carryOut']>[0], { installs }: NodeParts) {
    const { witness, clock } = this.#machine
    if (effect.type === 'verify') this.#rot()
    const input = await installs.carryOut(effect)
    if (effect.type === 'make' && input.type === 'made') witness.made(effect.chunks, clock.now)
    return input
  }

  async #refresh(job: JobId, { metadata }: NodeParts): Promise<DeviceInput> {
    const blob = (address: Address, bytes: number) => this.#documents.blob(address, bytes)
    const source = this.#machine.wan.metadata(this.#endpoint, blob)
    try {
      await metadata.refresh(source, wallClock(this.#machine))
    } catch (error) {
      return { type: 'refresh-failed', job, reason: reasonOf(error) }
    }
    const { timestampVersion } = metadata.head()
    return {
      type: 'refreshed',
      job,
      timestampVersion,
      offers: offersOf(metadata.trusted, this.#machine.update.product),
    }
  }

  /** Turns the end of a job into the one input that the engine waits for. */
  #settle(job: Promise<DeviceInput>): void {
    job.then((input) => this.#input(input)).catch((error: unknown) => this.#break(error))
  }

  /** A broken rule ends the process, as it does on a device. */
  #break(error: unknown): void {
    if (this.#isOver) return
    this.#machine.witness.found(invariants.rules, messageOf(error))
    this.#end({ type: 'exited', code: 1 })
  }

  #end(end: NodeEnd): void {
    if (this.#isOver) return
    this.stop()
    this.#ended.resolve(end)
  }

  #rot(): void {
    const { ailments, board } = this.#machine
    if (!ailments.slotRots || this.#hasRotted) return
    this.#hasRotted = true
    for (const component of board.components) board.slot(component, otherSlot(this.#running)).rot(0)
  }
}

/** Why something failed, in words; a broken rule of our own is no failure, and is thrown on. */
function reasonOf(error: unknown): string {
  if (error instanceof BrokenRule) throw error
  return messageOf(error)
}
