import { FileSectors } from '#adapters/record/file-sectors.ts'
import { RecordPair } from '#adapters/record/record-pair.ts'
import { decodeBootRecord, encodeBootRecord } from '#core/boot/boot-record.ts'
import type { BootState } from '#core/boot/boot-state.ts'
import type { BootStore } from '#core/boot/boot-store.ts'
import { UserError } from '#core/errors.ts'
import type { RecordSectors } from '#core/record/record-sectors.ts'

/** The boot state of a device, in the files `boot.0` and `boot.1` of a directory that exists. */
export function openBootStore(directory: string): BootStore {
  return new RecordBootStore(new FileSectors(directory, 'boot'), directory)
}

/** A boot state kept in a record pair. `place` is named in messages. */
export class RecordBootStore implements BootStore {
  readonly #pair: RecordPair
  readonly #place: string

  constructor(sectors: RecordSectors, place: string) {
    this.#place = place
    this.#pair = new RecordPair({
      sectors,
      subject: `boot record in ${place}`,
      advice: 'nothing says any more which slot is whole: check the medium, then provision the device again',
    })
  }

  async read(): Promise<BootState> {
    const record = await this.#pair.read()
    if (!record) {
      throw new UserError(`${this.#place}: there is no boot record; prepare the device with \`mycel node provision\``)
    }
    return decodeBootRecord(record)
  }

  write(state: BootState): Promise<void> {
    return this.#pair.write(encodeBootRecord(state))
  }
}
