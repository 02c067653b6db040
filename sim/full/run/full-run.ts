import { later } from '#core/engine.ts'
import { factoryContents } from '#sim/full/flash-board.ts'
import { befall, type FullFault } from './befall.ts'
import { FullDevice, type FullDeviceInit, type FullRun, publishedAt } from './full-device.ts'

/** One device, what it is updated with, and what goes wrong. */
export interface FullRunInit extends FullDeviceInit {
  readonly faults: readonly FullFault[]
  /** The run ends here even where the device is not done, in seconds after the release. */
  readonly endSeconds: number
}

/** Runs one device in full fidelity until it is done and all faults are over. Equal calls give equal runs. */
export async function runFull(init: FullRunInit): Promise<FullRun> {
  const device = new FullDevice(init, await factoryContents(init.update))
  for (const fault of init.faults) befall(device, fault)
  return device.run(later(publishedAt, init.endSeconds * 1000))
}
