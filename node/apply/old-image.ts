import { closeSync, openSync, readSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { openSlotReadOnly } from '#adapters/slot/file-block-device.ts'
import type { BlockDevice } from '#core/block-device.ts'
import { messageOf, UserError } from '#core/errors.ts'

/** Up to this length a read blocks the process, in bytes: a patch takes thousands of them, and a thread for each costs more. */
const shortReadBytesMax = 64 * 1024

/** The image that a delta begins with: a file or a partition, which is only read, by a process that does nothing else. */
export class OldImage implements BlockDevice {
  readonly #device: BlockDevice
  readonly #file: number

  private constructor(device: BlockDevice, file: number) {
    this.#device = device
    this.#file = file
  }

  /** Throws {@link UserError} where there is no image. */
  static async open(path: string): Promise<OldImage> {
    const facts = await stat(path).catch((cause: unknown) => {
      const advice = 'check the path and its permissions'
      throw new UserError(`the old image ${path} cannot be read (${messageOf(cause)}): ${advice}`, { cause })
    })
    if (facts.isFile() ? facts.size === 0 : !facts.isBlockDevice()) {
      throw new UserError(`${path} is no image: name the file or the partition with the old image`)
    }
    const device = await openSlotReadOnly(path)
    return new OldImage(device, openSync(path, 'r'))
  }

  get bytes(): number {
    return this.#device.bytes
  }

  /** What a short read does not get, the device gets, or says why not. */
  async read(into: Uint8Array, position: number): Promise<void> {
    const isShort = into.byteLength <= shortReadBytesMax
    if (isShort && readSync(this.#file, into, 0, into.byteLength, position) === into.byteLength) return
    await this.#device.read(into, position)
  }

  write(from: Uint8Array, position: number): Promise<void> {
    return this.#device.write(from, position)
  }

  sync(): Promise<void> {
    return this.#device.sync()
  }

  async close(): Promise<void> {
    closeSync(this.#file)
    await this.#device.close()
  }
}
