import type { LabDevice } from './topology.ts'

/** Something that goes wrong during a lab run. Times count from the offer of the release, in s. */
export type LabFault =
  | { readonly type: DeviceFault; readonly devices: number }
  | { readonly type: 'slow'; readonly devices: number; readonly mbit: number }
  | { readonly type: 'cut-wan'; readonly atSec: number; readonly forSec: number }
  | { readonly type: 'block-multicast' | 'isolate' }
  /** Every second device of a site begins with another version. */
  | { readonly type: 'mixed' }
  /** Every second device of a site is of another product; both get a release at once. */
  | { readonly type: 'two-products' }

/** What is wrong with a device: it dies, starts when all others are done, serves corrupted bytes, or lies about what it has. */
type DeviceFault = 'kill' | 'late' | 'corrupt' | 'lie'

/** Which part a device plays. */
export type DeviceRole = DeviceFault | 'slow' | 'usual'

/** How faults are written. */
export const faultWords =
  'kill:5 | late:1 | corrupt:3 | lie:3 | slow:1@5 | cut-wan@10+20 | block-multicast | isolate | mixed | two-products'

/** Reads a fault: `kill:5`, `slow:1@5` (devices at Mbit/s), `cut-wan@10+20` (at s for s). Undefined where it is none. */
export function parseFault(text: string): LabFault | undefined {
  const [, name, devices, at, plus] = /^([a-z-]+)(?::(\d+))?(?:@(\d+(?:\.\d+)?))?(?:\+(\d+))?$/.exec(text) ?? []
  const count = Number(devices ?? 1)
  switch (name) {
    case 'kill':
    case 'late':
    case 'corrupt':
    case 'lie':
      return { type: name, devices: count }
    case 'block-multicast':
    case 'isolate':
    case 'mixed':
    case 'two-products':
      return { type: name }
    case 'slow':
      return at === undefined ? undefined : { type: name, devices: count, mbit: Number(at) }
    case 'cut-wan':
      return at === undefined ? undefined : { type: name, atSec: Number(at), forSec: Number(plus ?? 20) }
    default:
      return undefined
  }
}

/**
 * The devices that faults hit: for each fault the last ones of the first site that no fault before it took, so
 * that every run hits the same.
 */
export function rolesOf(
  devices: readonly LabDevice[],
  faults: readonly LabFault[],
): ReadonlyMap<LabDevice, DeviceRole> {
  const free = devices.filter(({ site }) => site === 1)
  const roles = new Map<LabDevice, DeviceRole>()
  for (const fault of faults) {
    if (!('devices' in fault) || fault.devices === 0) continue
    for (const device of free.splice(-fault.devices)) roles.set(device, fault.type)
  }
  return roles
}
