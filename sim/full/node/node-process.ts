import { type Address, digestOf } from '#core/address.ts'
import { otherSlot, type SlotName } from '#core/boot/boot-state.ts'
import { BrokenRule, check, unreachable } from '#core/check.ts'
import { sha256 } from '#core/digest.ts'
import { messageOf } from '#core/errors.ts'
import type { ExchangeEffect, FetchId, PeerName } from '#core/exchange/contract.ts'
import { newestRelease, targetsOf } from '#core/metadata/target.ts'
import { judge } from '#core/verdict.ts'
import { type NodeEnd, rebootExitCode } from '#node/boot/node-end.ts'
import type { BlobId, DeviceInput, DevicePolicy, JobId, NodeEffect, NodeInput, Phase } from '#node/engine/contract.ts'
import { NodeEngine } from '#node/engine/node-engine.ts'
import type { Appointment } from '#sim/clock.ts'
import { type Machine, wallClock } from '#sim/full/machine.ts'
import { invariants } from '#sim/full/witness.ts'
import { type NodeParts, openParts } from './node-parts.ts'
import { Seeder } from './seeder.ts'

/** A device that listens to what this one says it has, and never has anything. */
const neighbour = 'neighbour' as PeerName

/** A device of the site meets others this long after its start. */
const joinMs = 50

/** As an owner would configure it, with a poll that one update does not wait for. */
const policy: Omit<DevicePolicy, 'trialFails'> = {
  pollIntervalMs: 600_000,
  reboot: 'immediate',
  confirmWithinMs: 60_000,
}

/** One process of the node in the slot that was booted: the production engine and its shell, in virtual time. */
export class NodeProcess {
  readonly #machine: Machine
  readonly #running: SlotName
  readonly #entered: (phase: Phase) => void
  readonly #engine: NodeEngine
  readonly #seeder: Seeder
  readonly #ended = Promise.withResolvers<NodeEnd>()
  readonly #inputs: NodeInput[] = []
  readonly #fetches = new Map<FetchId, Appointment>()
  readonly #blobs = new Map<BlobId, (bytes: Uint8Array) => void>()
  #parts: NodeParts | undefined
  #isHandling = false
  #hasEnded = false
  #wakeUp: Appointment | undefined
  #lastBlob = 0
  #hasRotted = false

  private constructor(machine: Machine, running: SlotName, entered: (phase: Phase) => void) {
    const { update, ailments, clock } = machine
    this.#machine = machine
    this.#running = running
    this.#entered = entered
    this.#seeder = new Seeder(clock, update.repository)
    this.#engine = new NodeEngine({
      exchange: {
        self: 'self' as PeerName,
        role: 'device',
        seed: 1,
        sequence: wallClock(machine).getTime(),
        limits: {},
      },
      policy: { ...policy, trialFails: ailments.trial === 'unhealthy' },
    })
  }

  /** Resolves with how the process ended; never once the power is off. `entered` hears of every phase. */
  static async run(machine: Machine, running: SlotName, entered: (phase: Phase) => void): Promise<NodeEnd> {
    const node = new NodeProcess(machine, running, entered)
    await node.#start()
    return node.#ended.promise
  }

  async #start(): Promise<void> {
    const parts = await openParts(this.#machine, this.#running, {
      blobs: { blob: (address, bytes) => this.#wantBlob(address, bytes) },
      intend: (group) => this.#input({ type: 'intend', group }),
    })
    this.#parts = parts
    this.#input({ type: 'started', facts: parts.facts })
    this.#input({ type: 'holding', addresses: await parts.indexImages() })
    await this.#machine.clock.wait(joinMs)
    const { name } = this.#seeder
    this.#input({ type: 'peer-joined', peer: neighbour, link: 'lan', role: 'device' })
    this.#input({ type: 'peer-joined', peer: name, link: 'wan', role: 'seeder' })
    const { timestampVersion } = this.#machine.update.repository
    this.#input({ type: 'head', peer: name, rootVersion: 1, timestampVersion })
  }

  /** Hands an input to the engine and carries out what follows; what comes meanwhile waits its turn. */
  #input(input: NodeInput): void {
    const { board, clock } = this.#machine
    this.#inputs.push(input)
    if (this.#isHandling) return
    this.#isHandling = true
    try {
      for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) {
        // A processor without power does nothing more, whatever its last operations seemed to come to.
        if (this.#hasEnded || board.power.isOff) return
        for (const effect of this.#engine.handle(next, clock.now)) this.#carryOut(effect)
      }
    } catch (error) {
      this.#break(error)
    } finally {
      this.#isHandling = false
    }
    this.#arrangeTick()
  }

  #arrangeTick(): void {
    const { clock } = this.#machine
    const deadline = this.#hasEnded ? undefined : this.#engine.deadline()
    if (deadline === this.#wakeUp?.at) return
    this.#wakeUp?.cancel()
    this.#wakeUp = undefined
    if (deadline === undefined) return
    const at = deadline < clock.now ? clock.now : deadline
    this.#wakeUp = clock.at(at, () => {
      this.#wakeUp = undefined
      this.#input({ type: 'tick' })
    })
  }

  #carryOut(effect: NodeEffect): void {
    const { witness } = this.#machine
    const parts = this.#parts
    check(parts !== undefined, 'a process is put together before its first input')
    switch (effect.type) {
      case 'send':
        if (effect.peer === neighbour) witness.says(effect.message)
        return
      case 'fetch':
        return this.#fetch(effect, parts)
      case 'cancel':
        return this.#cancel(effect.fetch)
      case 'release':
        return parts.tickets.release(effect.ticket)
      case 'blob': {
        const bytes = parts.tickets.get(effect.ticket)
        if (bytes !== undefined) this.#blobs.get(effect.blob)?.(bytes)
        this.#blobs.delete(effect.blob)
        return this.#input({ type: 'consumed', ticket: effect.ticket })
      }
      case 'refresh':
        return this.#settle(this.#refresh(effect.job, parts))
      case 'plan':
      case 'find-full':
      case 'make':
      case 'sync':
      case 'verify':
        if (effect.type === 'verify') this.#rot()
        return this.#settle(
          parts.installs.carryOut(effect).then((input) => {
            if (effect.type === 'make' && input.type === 'made') witness.made(effect.chunks, this.#machine.clock.now)
            return input
          }),
        )
      case 'begin-trial':
      case 'check-image':
      case 'confirm':
      case 'record-failure':
      case 'roll-back': {
        const { job } = effect
        const failed = (error: unknown) => ({ type: 'boot-failed', job, reason: reasonOf(error) }) as const
        return this.#settle(parts.boot.carryOut(effect).catch(failed))
      }
      case 'reboot':
        return this.#end({ type: 'exited', code: rebootExitCode })
      case 'phase':
        return this.#entered(effect.phase)
      case 'meet':
      case 'serve':
      case 'refuse':
      case 'ban':
      case 'distrust':
      case 'answer':
        // Nobody asks this device for anything, and nobody forges: there is nothing to do it to.
        return
      default:
        return unreachable(effect)
    }
  }

  #fetch({ fetch, address }: Extract<ExchangeEffect, { readonly type: 'fetch' }>, { tickets }: NodeParts): void {
    this.#machine.witness.fetches(address)
    const arrival = this.#seeder.fetch(address, (bytes) => {
      this.#fetches.delete(fetch)
      if (bytes === undefined) return this.#input({ type: 'fetch-failed', fetch, reason: 'missing' })
      const verdict = judge(sha256(bytes), digestOf(address))
      this.#input({ type: 'fetched', fetch, verdict, ticket: tickets.add(bytes) })
    })
    this.#fetches.set(fetch, arrival)
  }

  #cancel(fetch: FetchId): void {
    const arrival = this.#fetches.get(fetch)
    if (arrival === undefined) return
    arrival.cancel()
    this.#fetches.delete(fetch)
    this.#input({ type: 'fetch-failed', fetch, reason: 'closed' })
  }

  /** The seeder has everything: no document is waited for in vain. */
  #wantBlob(address: Address, bytes: number): Promise<Uint8Array> {
    this.#lastBlob += 1
    const blob = this.#lastBlob as BlobId
    return new Promise((resolve) => {
      this.#blobs.set(blob, resolve)
      this.#input({ type: 'blob-wanted', blob, address, bytes })
    })
  }

  async #refresh(job: JobId, { metadata }: NodeParts): Promise<DeviceInput> {
    const source = this.#seeder.metadata((address, bytes) => this.#wantBlob(address, bytes))
    try {
      await metadata.refresh(source, wallClock(this.#machine))
    } catch (error) {
      return { type: 'refresh-failed', job, reason: reasonOf(error) }
    }
    const { timestampVersion } = metadata.head()
    const newest = newestRelease(targetsOf(metadata.trusted), this.#machine.update.product)?.version
    return { type: 'refreshed', job, timestampVersion, newest }
  }

  /** Turns the end of a job into the one input that the engine waits for. */
  #settle(job: Promise<DeviceInput>): void {
    job.then((input) => this.#input(input)).catch((error: unknown) => this.#break(error))
  }

  /** A broken rule ends the process, as it does on a device. */
  #break(error: unknown): void {
    if (this.#machine.board.power.isOff) return
    this.#machine.witness.found(invariants.rules, messageOf(error))
    this.#end({ type: 'exited', code: 1 })
  }

  #end(end: NodeEnd): void {
    this.#hasEnded = true
    for (const arrival of this.#fetches.values()) arrival.cancel()
    this.#fetches.clear()
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
