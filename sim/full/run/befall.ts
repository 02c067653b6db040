import { unreachable } from '#core/check.ts'
import { later } from '#core/engine.ts'
import type { Fault } from '#sim/faults/fault.ts'
import { type FullDevice, publishedAt } from './full-device.ts'

/** The faults of a fleet that one device can have by itself. */
export type FullFault = Exclude<
  Fault,
  {
    readonly kind:
      | 'lan-split'
      | 'multicast-off'
      | 'slow'
      | 'dies'
      | 'corrupt'
      | 'lying'
      | 'unstable'
      | 'clock-1970'
      | 'clock-2050'
  }
>

/** Lets a fault happen to a device at its time, as `FaultInjector` does with a fleet. */
export function befall(device: FullDevice, fault: FullFault): void {
  const { clock } = device
  const at = later(publishedAt, fault.at * 1000)
  const isPassing = fault.kind === 'power-cut' || fault.kind === 'crash'
  device.openFaults += 1
  clock.at(at, () => {
    device.note(fault)
    begin(device, fault)
    if (!isPassing) device.openFaults -= 1
  })
  clock.at(later(at, fault.seconds * 1000), () => {
    end(device, fault)
    if (isPassing) device.openFaults -= 1
  })
}

function begin(device: FullDevice, { kind }: FullFault): void {
  switch (kind) {
    case 'power-cut':
      return device.cutPower()
    case 'crash':
      return device.crash()
    case 'wan-down':
      return device.wan.setLink(false)
    case 'tracker-down':
      return device.wan.setTracker(false)
    case 'tracker-forges':
      device.wan.malice.forges = true
      return
    case 'no-boot':
    case 'hangs':
    case 'unhealthy':
      return device.spoilFirmware(kind)
    case 'bit-rot':
      return device.rot()
    case 'disk-full':
      return device.setDiskFull(true)
    default:
      return unreachable(kind)
  }
}

function end(device: FullDevice, { kind }: FullFault): void {
  switch (kind) {
    case 'power-cut':
      return device.powerOn()
    case 'wan-down':
      return device.wan.setLink(true)
    case 'tracker-down':
      return device.wan.setTracker(true)
    case 'tracker-forges':
      device.wan.malice.forges = false
      return
    case 'disk-full':
      return device.setDiskFull(false)
    // The supervisor starts what crashed; what is rotten or shipped broken stays so.
    case 'crash':
    case 'no-boot':
    case 'hangs':
    case 'unhealthy':
    case 'bit-rot':
      return
    default:
      return unreachable(kind)
  }
}
