import type { SlotName } from '#core/boot/boot-state.ts'
import type { BootStore } from '#core/boot/boot-store.ts'
import { beginTrial, confirm, recordTrialFailure, rollBack, type Transition } from '#core/boot/boot-transitions.ts'
import { unreachable } from '#core/check.ts'
import { UserError } from '#core/errors.ts'
import type { DeviceEffect, DeviceInput } from '#node/engine/contract.ts'

/** The effects of a device engine that concern what boots next. */
export type BootEffect = Extract<
  DeviceEffect,
  { readonly type: 'begin-trial' | 'check-image' | 'confirm' | 'record-failure' | 'roll-back' }
>

/** Carries out what the engine decides about booting: one durable change of the boot state each. */
export class BootJobs {
  readonly #store: BootStore
  readonly #running: SlotName
  readonly #checkImages: () => Promise<string | undefined>

  constructor(init: {
    readonly store: BootStore
    readonly running: SlotName
    /** Reads the running slot's images; resolves with what is wrong with them, undefined where nothing is. */
    readonly checkImages: () => Promise<string | undefined>
  }) {
    this.#store = init.store
    this.#running = init.running
    this.#checkImages = init.checkImages
  }

  /** Resolves with the input that ends the job; rejects when the boot state cannot be changed. */
  async carryOut(effect: BootEffect): Promise<DeviceInput> {
    const { job } = effect
    if (effect.type === 'check-image') {
      return { type: 'image-checked', job, problem: await this.#checkImages() }
    }
    const state = await this.#store.read()
    const transition = ((): Transition => {
      switch (effect.type) {
        case 'begin-trial':
          return beginTrial(state, effect.release)
        case 'confirm':
          return confirm(state, this.#running)
        case 'record-failure':
          return recordTrialFailure(state, effect.reason)
        case 'roll-back':
          return rollBack(state, effect.reason)
        default:
          return unreachable(effect)
      }
    })()
    if (transition.type === 'refused') throw new UserError(transition.reason)
    await this.#store.write(transition.state)
    return { type: 'boot-changed', job }
  }
}
