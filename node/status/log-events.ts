import type { Log } from '#adapters/log/log.ts'
import { type BootEvent, describeBootEvent } from '#node/boot/boot-event.ts'
import type { DeviceEffect, Phase } from '#node/engine/contract.ts'

type Level = 'info' | 'warn' | 'error'

/** How each phase is logged, as `phase-NAME`. */
export const phaseLevels: Readonly<Record<Phase, Level>> = {
  idle: 'info',
  offered: 'info',
  planning: 'info',
  fetching: 'info',
  verifying: 'info',
  staged: 'info',
  trial: 'info',
  confirmed: 'info',
  'rolled-back': 'warn',
  failed: 'warn',
}

/** How each event of the boot chooser is logged, as `boot-TYPE`. */
export const bootEventLevels: Readonly<Record<BootEvent['type'], Level>> = {
  booting: 'info',
  'rolled-back': 'warn',
  rebooting: 'info',
  crashed: 'warn',
  restarting: 'info',
  'gave-up': 'error',
  ended: 'info',
}

/** Logs that the device is in another phase. */
export function logPhase(log: Log, effect: Extract<DeviceEffect, { readonly type: 'phase' }>): void {
  const { phase, version, detail } = effect
  log[phaseLevels[phase]](`phase-${phase}`, { release: version, detail })
}

/** Logs what the boot chooser did. */
export function logBootEvent(log: Log, event: BootEvent): void {
  const slot = 'slot' in event ? event.slot : undefined
  log[bootEventLevels[event.type]](`boot-${event.type}`, { slot, detail: describeBootEvent(event) })
}
