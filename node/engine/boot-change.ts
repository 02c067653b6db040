import { check } from '#core/check.ts'
import type { Instant } from '#core/engine.ts'
import type { DeviceEffect, ExchangeRequest } from './contract.ts'

type Effects = readonly (DeviceEffect | ExchangeRequest)[]

/** What follows a change of the boot state, and what follows when it is refused. */
export interface BootChange {
  readonly then: (now: Instant) => Effects
  readonly otherwise: ((reason: string) => Effects) | undefined
}

/** The one change of the boot state that a device has asked for and that has not ended. */
export class OpenBootChange {
  #change: BootChange | undefined

  get isOpen(): boolean {
    return this.#change !== undefined
  }

  begin(then: BootChange['then'], otherwise: BootChange['otherwise']): void {
    check(this.#change === undefined, 'the boot state is changed by one job at a time')
    this.#change = { then, otherwise }
  }

  end(): BootChange {
    const change = this.#change
    check(change !== undefined, 'a change of the boot state ends once')
    this.#change = undefined
    return change
  }
}
