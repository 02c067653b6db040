import { constants } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { open, readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { onMedium } from '#adapters/slot/medium-error.ts'
import { syncDirectory } from '#adapters/slot/sync-directory.ts'
import type { BlockDevice } from '#core/block-device.ts'
import { check } from '#core/check.ts'
import { UserError } from '#core/errors.ts'

/** Opens a slot, a file or partition of fixed size, to read and write. Rejects with {@link MediumError} or {@link UserError}. */
export function openSlot(path: string): Promise<BlockDevice> {
  return FileBlockDevice.open(path, true)
}

/** Opens a slot to read only: the active one, or one to inspect. Writing to it is a broken rule. */
export function openSlotReadOnly(path: string): Promise<BlockDevice> {
  return FileBlockDevice.open(path, false)
}

/** Creates a sparse file of `bytes` bytes to be a slot, durably. Rejects with {@link UserError} where the path exists. */
export async function createSlotFile(path: string, bytes: number): Promise<void> {
  check(Number.isSafeInteger(bytes) && bytes > 0, 'a slot has a positive number of bytes')
  await onMedium(path, async () => {
    const file = await open(path, 'wx', 0o600).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EEXIST') throw cause
      throw new UserError(`${path}: it exists already and was left as it is; move it away or name another slot`, {
        cause,
      })
    })
    try {
      await file.truncate(bytes)
      await file.sync()
    } catch (error) {
      await rm(path)
      throw error
    } finally {
      await file.close()
    }
    await syncDirectory(dirname(path))
  })
}

class FileBlockDevice implements BlockDevice {
  readonly bytes: number
  readonly #path: string
  readonly #file: FileHandle
  readonly #writable: boolean

  private constructor(path: string, file: FileHandle, bytes: number, writable: boolean) {
    this.#path = path
    this.#file = file
    this.bytes = bytes
    this.#writable = writable
  }

  static open(path: string, writable: boolean): Promise<FileBlockDevice> {
    return onMedium(path, async () => {
      const file = await open(path, writable ? constants.O_RDWR : constants.O_RDONLY)
      try {
        return new FileBlockDevice(path, file, await slotBytes(path, file), writable)
      } catch (error) {
        await file.close()
        throw error
      }
    })
  }

  async read(into: Uint8Array, position: number): Promise<void> {
    this.#requireRange(position, into.byteLength)
    await onMedium(this.#path, async () => {
      let done = 0
      while (done < into.byteLength) {
        const { bytesRead } = await this.#file.read(into, done, into.byteLength - done, position + done)
        if (bytesRead === 0) throw this.#shrunk(position + done)
        done += bytesRead
      }
    })
  }

  async write(from: Uint8Array, position: number): Promise<void> {
    check(this.#writable, 'a slot that is open to read only is not written')
    this.#requireRange(position, from.byteLength)
    await onMedium(this.#path, async () => {
      let done = 0
      while (done < from.byteLength) {
        const { bytesWritten } = await this.#file.write(from, done, from.byteLength - done, position + done)
        if (bytesWritten === 0) throw this.#shrunk(position + done)
        done += bytesWritten
      }
    })
  }

  sync(): Promise<void> {
    return onMedium(this.#path, () => this.#file.datasync())
  }

  close(): Promise<void> {
    return this.#file.close()
  }

  #requireRange(position: number, length: number): void {
    check(
      Number.isSafeInteger(position) && position >= 0 && position + length <= this.bytes,
      `${length} bytes at ${position} are within the ${this.bytes} bytes of ${this.#path}`,
    )
  }

  #shrunk(position: number): UserError {
    return new UserError(`${this.#path}: it ends at ${position}, it had ${this.bytes} bytes before; create it again`)
  }
}

/** Its size in bytes: `stat` says it of a file, Linux says it of a partition in sectors of 512 bytes. */
async function slotBytes(path: string, file: FileHandle): Promise<number> {
  const stat = await file.stat()
  if (!stat.isFile() && !stat.isBlockDevice()) {
    throw new UserError(`${path}: it is neither a file nor a partition; correct the path in node.toml`)
  }
  const bytes = stat.isFile() ? stat.size : (await sectorsOf(stat.rdev)) * 512
  if (!(bytes > 0))
    throw new UserError(`${path}: it is empty; a slot needs the size of the largest image it is to hold`)
  return bytes
}

/** Splits a device number as glibc's `gnu_dev_major` and `gnu_dev_minor` do, and asks sysfs. */
async function sectorsOf(rdev: number): Promise<number> {
  const number = BigInt(rdev)
  const major = ((number >> 8n) & 0xfffn) | ((number >> 32n) & ~0xfffn)
  const minor = (number & 0xffn) | ((number >> 12n) & ~0xffn)
  return Number(await readFile(`/sys/dev/block/${major}:${minor}/size`, 'utf8'))
}
