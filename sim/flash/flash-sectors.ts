import type { BlockDevice } from '#core/block-device.ts'
import { recordSectorBytes } from '#core/record/record-sector.ts'
import type { RecordSectors } from '#core/record/record-sectors.ts'

const erased = new Uint8Array(recordSectorBytes)

/** The two sectors of a record pair at the beginning of a modelled flash. An erased sector, all zeros, was never written. */
export class FlashSectors implements RecordSectors {
  readonly #device: BlockDevice

  /** `device` has room for two sectors of 4 KiB. */
  constructor(device: BlockDevice) {
    this.#device = device
  }

  async read(index: 0 | 1): Promise<Uint8Array | undefined> {
    const sector = new Uint8Array(recordSectorBytes)
    await this.#device.read(sector, index * recordSectorBytes)
    return Buffer.compare(sector, erased) === 0 ? undefined : sector
  }

  async write(index: 0 | 1, sector: Uint8Array): Promise<void> {
    await this.#device.write(sector, index * recordSectorBytes)
    await this.#device.sync()
  }
}
