import { BrokenRule, check, unreachable } from '#core/check.ts'
import type { Digest } from '#core/digest.ts'
import { messageOf } from '#core/errors.ts'
import type { Ticket } from '#core/exchange/contract.ts'
import type { ChunkTask, DeviceEffect, DeviceInput, PlanFacts } from '#node/engine/contract.ts'
import type { Installation } from './installation.ts'
import type { Material } from './making/make-chunks.ts'

/** The effects of a device engine that concern the inactive slot. */
export type InstallEffect = Extract<DeviceEffect, { readonly type: 'plan' | 'find-full' | 'make' | 'sync' | 'verify' }>

/** What install jobs work with, and who is told of them. */
export interface InstallJobsInit {
  readonly installation: Installation
  /** The bytes under a ticket, undefined once they are released. */
  readonly bytesOf: (ticket: Ticket) => Uint8Array | undefined
  /** Who else is in the position of this device, before the plan is made. */
  readonly intend: (group: Digest) => void
  /** A release is planned, before its first payload is fetched. */
  readonly planned: (plan: PlanFacts) => void
  /** These are made from full payloads in the place of patches. */
  readonly grew: (tasks: readonly ChunkTask[]) => void
}

/** Carries out what the engine decides about an install. */
export class InstallJobs {
  readonly #init: InstallJobsInit

  constructor(init: InstallJobsInit) {
    this.#init = init
  }

  /** Resolves with the input that ends the job, well or not; rejects only where a rule of our own is broken. */
  async carryOut(effect: InstallEffect): Promise<DeviceInput> {
    try {
      return await this.#work(effect)
    } catch (error) {
      if (error instanceof BrokenRule) throw error
      return failureOf(effect, messageOf(error))
    }
  }

  async #work(effect: InstallEffect): Promise<DeviceInput> {
    const { installation, intend, planned, grew } = this.#init
    const { job } = effect
    switch (effect.type) {
      case 'plan': {
        const plan = await installation.plan(effect.version, intend)
        planned(plan)
        return { type: 'planned', job, plan }
      }
      case 'find-full': {
        const tasks = await installation.findFull(effect.chunks)
        grew(tasks)
        return { type: 'full-found', job, tasks }
      }
      case 'make': {
        const failure = await installation.make(effect.chunks, this.#materialOf(effect))
        return failure === undefined ? { type: 'made', job } : { type: 'make-failed', job, failure }
      }
      case 'sync':
        await installation.sync()
        return { type: 'synced', job }
      case 'verify': {
        const result = await installation.verify()
        if (result.type === 'wrong') return { type: 'verify-failed', job, reason: result.reason }
        return { type: 'verified', job, release: result.release }
      }
      default:
        return unreachable(effect)
    }
  }

  #materialOf({ material }: Extract<InstallEffect, { readonly type: 'make' }>): Material {
    if (material.type === 'local') return material
    const bytes = this.#init.bytesOf(material.ticket)
    check(bytes !== undefined, 'bytes stay under their ticket until they are consumed')
    return { type: 'fetched', address: material.address, bytes }
  }
}

function failureOf({ type, job }: InstallEffect, reason: string): DeviceInput {
  switch (type) {
    case 'plan':
      return { type: 'plan-failed', job, reason }
    case 'find-full':
      return { type: 'full-missing', job, reason }
    case 'make':
      return { type: 'make-failed', job, failure: { type: 'slot-failed', reason } }
    case 'sync':
      return { type: 'sync-failed', job, reason }
    case 'verify':
      return { type: 'verify-failed', job, reason }
    default:
      return unreachable(type)
  }
}
