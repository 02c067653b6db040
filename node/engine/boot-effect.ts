import type { BootState, SlotName } from '#core/boot/boot-state.ts'
import { beginTrial, confirm, recordTrialFailure, rollBack, type Transition } from '#core/boot/boot-transitions.ts'
import { unreachable } from '#core/check.ts'
import type { DeviceEffect } from './contract.ts'

/** The effects of a device engine that change what boots next. */
export type BootChangeEffect = Extract<
  DeviceEffect,
  { readonly type: 'begin-trial' | 'confirm' | 'record-failure' | 'roll-back' }
>

/** The boot state that an effect asks for, on a device whose slot `running` has booted; every world makes it durable. */
export function transitionFor(effect: BootChangeEffect, state: BootState, running: SlotName): Transition {
  switch (effect.type) {
    case 'begin-trial':
      return beginTrial(state, effect.release)
    case 'confirm':
      return confirm(state, running)
    case 'record-failure':
      return recordTrialFailure(state, effect.reason)
    case 'roll-back':
      return rollBack(state, effect.reason)
    default:
      return unreachable(effect)
  }
}
