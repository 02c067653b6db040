import { unreachable } from '#core/check.ts'
import { later } from '#core/engine.ts'
import type { Clock } from '#sim/clock.ts'
import type { Fault } from '#sim/faults/fault.ts'
import type { Recorder } from '#sim/run/recorder.ts'
import type { RolloutDevice } from './device/device.ts'
import type { Outage } from './install-time.ts'
import type { ModelledTracker } from './tracker.ts'

/** What faults befall. */
export interface Befallen {
  readonly clock: Clock
  readonly recorder: Recorder
  readonly tracker: ModelledTracker
  readonly devices: readonly RolloutDevice[]
}

/** Has every fault begin and end at its times. Outages of a WAN are known to its site from the start. */
export function befall(fleet: Befallen, faults: readonly Fault[]): void {
  const { clock, recorder } = fleet
  for (const fault of faults) {
    clock.at(later(clock.now, fault.at * 1000), () => {
      recorder.note('fault', { ...fault, at: clock.now })
      begins(fleet, fault)
    })
    if (fault.kind !== 'tracker-down' && fault.kind !== 'disk-full') continue
    clock.at(later(clock.now, (fault.at + fault.seconds) * 1000), () => ends(fleet, fault))
  }
}

/** When the WAN of a site carries nothing, in the order of time. */
export function outagesOf(site: number, faults: readonly Fault[]): readonly Outage[] {
  return faults
    .filter((fault) => fault.kind === 'wan-down' && fault.site === site)
    .map(({ at, seconds }) => ({ from: at, to: at + seconds }))
    .toSorted((left, right) => left.from - right.from)
}

function begins(fleet: Befallen, fault: Fault): void {
  switch (fault.kind) {
    case 'power-cut':
    case 'crash':
      return fleet.devices[fault.device]?.cut(fault.seconds)
    case 'dies':
      return fleet.devices[fault.device]?.die()
    case 'tracker-down':
      return fleet.tracker.lose()
    case 'no-boot':
    case 'hangs':
    case 'unhealthy':
      return change(fleet, fault.device, (device) => {
        device.boots.firmware = fault.kind
      })
    case 'unstable':
      return change(fleet, fault.device, (device) => {
        device.boots.crashesAfterSeconds = fault.seconds
      })
    case 'disk-full':
      return change(fleet, fault.device, (device) => {
        device.isDiskFull = true
      })
    // Its site knows, and what is about bytes alone is refused in a scenario with a rollout.
    case 'wan-down':
    case 'lan-split':
    case 'multicast-off':
    case 'slow':
    case 'corrupt':
    case 'lying':
    case 'tracker-forges':
    case 'clock-1970':
    case 'clock-2050':
    case 'bit-rot':
      return
    default:
      return unreachable(fault)
  }
}

function ends(fleet: Befallen, fault: Extract<Fault, { readonly kind: 'tracker-down' | 'disk-full' }>): void {
  if (fault.kind === 'tracker-down') return fleet.tracker.find()
  change(fleet, fault.device, (device) => {
    device.isDiskFull = false
  })
}

function change({ devices }: Befallen, index: number, to: (device: RolloutDevice) => void): void {
  const device = devices[index]
  if (device !== undefined) to(device)
}
