import assert from 'node:assert/strict'
import type { Address } from '#core/address.ts'
import { sha256 } from '#core/digest.ts'
import { type Instant, later } from '#core/engine.ts'
import type { PeerName, PeerRole, Ticket, WantId, Way } from '#core/exchange/contract.ts'
import type {
  AskId,
  ChunkRef,
  ChunkTask,
  Contact,
  Delivery,
  DeviceEffect,
  DeviceInput,
  DevicePolicy,
  ExchangeRequest,
  PlanFacts,
  StartFacts,
} from '#node/engine/contract.ts'
import { DeviceEngine } from '#node/engine/device-engine.ts'
import { Identifiers } from '#node/engine/identifiers.ts'
import { Departures } from '#node/engine/leaving/departures.ts'
import type { Offers } from '#node/engine/updates/facts.ts'
import { nothingRemembered } from '#node/engine/updates/remembered.ts'
import { offerToAll } from '#sim/device/offer-to-all.ts'
import { chunk, payload } from '#test/core/exchange/rig.ts'

export type Effect = DeviceEffect | ExchangeRequest
export type EffectOf<Type extends Effect['type']> = Extract<Effect, { readonly type: Type }>

export const policy: DevicePolicy = {
  device: { peer: 'self' as PeerName, product: 'primehub', hardware: undefined, tags: {} },
  updates: { windows: [], beginsInWindow: false, consent: 'given' },
  restartingMax: undefined,
  pollIntervalMs: 60_000,
  reboot: 'immediate',
  confirmWithinMs: 30_000,
  trialFails: false,
}

/** What a test says of the start of a device; `newest` is a release for everybody. */
export type Start = Partial<StartFacts> & { readonly newest?: string | undefined }

/** A device that runs 1.0.0 from slot `a` and knows of nothing newer. */
export const settled: StartFacts = {
  slot: 'a',
  running: '1.0.0',
  trial: false,
  rollback: undefined,
  securityEpoch: 0,
  timestampVersion: 1,
  offers: offerToAll('1.0.0'),
  remembered: nothingRemembered,
}

/** The effects of one type. */
export function only<Type extends Effect['type']>(effects: readonly Effect[], type: Type): readonly EffectOf<Type>[] {
  return effects.filter((effect): effect is EffectOf<Type> => effect.type === type)
}

/** The one effect of a type. */
export function one<Type extends Effect['type']>(effects: readonly Effect[], type: Type): EffectOf<Type> {
  const [effect, ...others] = only(effects, type)
  assert.ok(effect !== undefined && others.length === 0, `one ${type} in ${JSON.stringify(effects)}`)
  return effect
}

/** The types of effects, in order. */
export function typesOf(effects: readonly Effect[]): readonly string[] {
  return effects.map((effect) => effect.type)
}

/** A way over the payload that a test calls by a name. */
export function wayOf(name: string, bytes = 1000): Way {
  return { address: payload(name), bytes }
}

/** A chunk of 1 MiB that travels by these ways or as a whole, or is made locally where there are none. */
export function taskOf(number: number, ...ways: readonly Way[]): ChunkTask {
  const address = chunk(`chunk ${number}`)
  const bytes = 1024 * 1024
  const local = ways.length === 0
  const all = local ? [] : [...ways, { address, bytes }]
  return { ref: number as ChunkRef, address, bytes, local, ways: all, rival: undefined }
}

/** The group of devices that take 2.0.0. */
export const group = sha256(Buffer.from('2.0.0'))

/** What is to be made for 2.0.0. */
export function planOf(tasks: readonly ChunkTask[], present: readonly Address[] = []): PlanFacts {
  return { version: '2.0.0', group, chunkCount: tasks.length + present.length, tasks, present }
}

/** A device engine, a hand on its clock, and names instead of numbers. */
export class DeviceRig {
  readonly engine: DeviceEngine
  readonly departures: Departures
  now = 0 as Instant
  #lastTicket = 0

  constructor(changes: Partial<DevicePolicy> = {}) {
    const all = { ...policy, ...changes }
    const departures = new Departures({ self: all.device.peer, restartingMax: all.restartingMax })
    this.engine = new DeviceEngine(all, new Identifiers(), departures)
    this.departures = departures
  }

  input(input: DeviceInput | Delivery | Contact): readonly Effect[] {
    return this.engine.handle(input, this.now)
  }

  start({ newest = settled.running, ...facts }: Start = {}): readonly Effect[] {
    return this.input({ type: 'started', facts: { ...settled, offers: offerToAll(newest), ...facts } })
  }

  /** Lets time pass, with a tick at every deadline. Fails where a tick does not move the deadline on. */
  pass(milliseconds: number): readonly Effect[] {
    const end = later(this.now, milliseconds)
    const effects: Effect[] = []
    for (let due = this.engine.deadline(); due !== undefined && due <= end; due = this.engine.deadline()) {
      assert.ok(due >= this.now, 'a deadline lies ahead')
      this.now = due
      effects.push(...this.input({ type: 'tick' }))
      const next = this.engine.deadline()
      assert.ok(next === undefined || next > due, `a tick moves the deadline on from ${due}`)
    }
    this.now = end
    return effects
  }

  join(name: string, role: PeerRole = 'device'): readonly Effect[] {
    const link = role === 'seeder' ? 'wan' : 'lan'
    return this.input({ type: 'peer-joined', peer: name as PeerName, link, role })
  }

  /** A peer says which metadata it has. */
  head(name: string, timestampVersion: number): readonly Effect[] {
    return this.input({ type: 'head', peer: name as PeerName, rootVersion: 1, timestampVersion })
  }

  refreshed({ job }: EffectOf<'refresh'>, timestampVersion: number, offered: string | Offers): readonly Effect[] {
    const offers = typeof offered === 'string' ? offerToAll(offered) : offered
    return this.input({ type: 'refreshed', job, timestampVersion, offers })
  }

  /** Starts a device that knows of 2.0.0, and has it planned. */
  startFetching(plan: PlanFacts): readonly Effect[] {
    const { job } = one(this.start({ newest: '2.0.0' }), 'plan')
    return this.input({ type: 'planned', job, plan })
  }

  /** Bytes for a want arrive. */
  deliver({ want }: { readonly want: WantId }, address: Address): readonly Effect[] {
    this.#lastTicket += 1
    return this.input({ type: 'deliver', want, address, ticket: this.#lastTicket as Ticket })
  }

  made({ job }: EffectOf<'make'>): readonly Effect[] {
    return this.input({ type: 'made', job })
  }

  /** A chunk came out with other bytes than the signed ones. */
  madeWrong({ job }: EffectOf<'make'>): readonly Effect[] {
    return this.input({ type: 'make-failed', job, failure: { type: 'wrong-chunk' } })
  }

  slotFailed({ job }: EffectOf<'make'>, reason: string): readonly Effect[] {
    return this.input({ type: 'make-failed', job, failure: { type: 'slot-failed', reason } })
  }

  synced({ job }: EffectOf<'sync'>): readonly Effect[] {
    return this.input({ type: 'synced', job })
  }

  bootChanged(effect: EffectOf<'begin-trial' | 'confirm' | 'record-failure' | 'roll-back'>): readonly Effect[] {
    return this.input({ type: 'boot-changed', job: effect.job })
  }

  /** The owner asks; the ask is number 1. */
  ask(type: 'rollback-asked' | 'reboot-asked'): readonly Effect[] {
    return this.input({ type, ask: 1 as AskId })
  }

  askOf(type: 'approve-asked' | 'skip-asked', version: string): readonly Effect[] {
    return this.input({ type, ask: 1 as AskId, version })
  }

  askInstall(version: string): readonly Effect[] {
    return this.input({ type: 'install-asked', ask: 1 as AskId, version })
  }
}
