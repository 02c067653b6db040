import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { onMedium } from '#adapters/slot/medium-error.ts'
import { syncDirectory } from '#adapters/slot/sync-directory.ts'
import { recordSectorBytes } from '#core/record/record-sector.ts'
import type { RecordSectors } from '#core/record/record-sectors.ts'

/** The sectors of a record pair as the files `NAME.0` and `NAME.1` of a directory, which must exist. */
export class FileSectors implements RecordSectors {
  readonly #stem: string

  constructor(directory: string, name: string) {
    this.#stem = join(directory, name)
  }

  async read(index: 0 | 1): Promise<Uint8Array | undefined> {
    const path = this.#path(index)
    try {
      return await onMedium(path, () => readSector(path))
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOENT') return undefined
      // A sector that the medium no longer gives back counts as damaged, so that its twin answers.
      if (code === 'EIO') return new Uint8Array(0)
      throw error
    }
  }

  async write(index: 0 | 1, sector: Uint8Array): Promise<void> {
    const path = this.#path(index)
    await onMedium(path, async () => {
      await writeSector(path, sector)
      // Makes the name of a new file durable; next to nothing to do where it is already.
      await syncDirectory(dirname(path))
    })
  }

  #path(index: 0 | 1): string {
    return `${this.#stem}.${index}`
  }
}

async function readSector(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r')
  try {
    const sector = new Uint8Array(recordSectorBytes)
    let done = 0
    while (done < recordSectorBytes) {
      const { bytesRead } = await file.read(sector, done, recordSectorBytes - done, done)
      if (bytesRead === 0) break
      done += bytesRead
    }
    return sector.subarray(0, done)
  } finally {
    await file.close()
  }
}

/** Writes in place: the twin stays whole meanwhile, and no step but the sync decides what a cut leaves. */
async function writeSector(path: string, sector: Uint8Array): Promise<void> {
  const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600)
  try {
    let done = 0
    while (done < sector.byteLength) {
      done += (await file.write(sector, done, sector.byteLength - done, done)).bytesWritten
    }
    await file.datasync()
  } finally {
    await file.close()
  }
}
