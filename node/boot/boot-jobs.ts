import type { SlotName } from '#core/boot/boot-state.ts'
import type { BootStore } from '#core/boot/boot-store.ts'
import { UserError } from '#core/errors.ts'
import { type BootChangeEffect, transitionFor } from '#node/engine/boot-effect.ts'
import type { DeviceEffect, DeviceInput } from '#node/engine/contract.ts'

/** The effects of a device engine that concern what boots next. */
export type BootEffect = BootChangeEffect | Extract<DeviceEffect, { readonly type: 'check-image' }>

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
    const transition = transitionFor(effect, state, this.#running)
    if (transition.type === 'refused') throw new UserError(transition.reason)
    await this.#store.write(transition.state)
    return { type: 'boot-changed', job }
  }
}
