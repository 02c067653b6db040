import { randomUUID } from 'node:crypto'
import { link, lstat, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { hasCode } from '#adapters/file/durable-file.ts'
import { openSlot } from '#adapters/slot/file-block-device.ts'
import { onMedium } from '#adapters/slot/medium-error.ts'
import { syncDirectory } from '#adapters/slot/sync-directory.ts'
import type { BlockDevice } from '#core/block-device.ts'
import { UserError } from '#core/errors.ts'

/** A file that gets its name only when it is whole: until then it stands beside it under a name of its own. */
export class NewFile implements AsyncDisposable {
  readonly #path: string
  readonly #temporary: string
  /** As long as the file, all zeros at first; what stays so takes no room on the disk. */
  readonly content: BlockDevice

  private constructor(path: string, temporary: string, content: BlockDevice) {
    this.#path = path
    this.#temporary = temporary
    this.content = content
  }

  /** Throws {@link UserError} where something has the name already or the folder is not there, {@link MediumError} where it cannot be made. */
  static async create(path: string, bytes: number): Promise<NewFile> {
    await requireFree(path)
    const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`)
    await onMedium(path, async () => {
      await using file = await open(temporary, 'wx').catch((cause: unknown) => {
        if (!hasCode(cause, 'ENOENT')) throw cause
        throw new UserError(`the folder ${dirname(path)} does not exist: make it, or name another file`, { cause })
      })
      await file.truncate(bytes).catch(async (error: unknown) => {
        await rm(temporary)
        throw error
      })
    })
    return new NewFile(path, temporary, await openSlot(temporary))
  }

  /** Gives the file its name, durably. Throws {@link UserError} where something else has got it meanwhile. */
  async publish(): Promise<void> {
    await this.content.sync()
    await onMedium(this.#path, async () => {
      try {
        await link(this.#temporary, this.#path)
      } catch (error) {
        if (hasCode(error, 'EEXIST')) throw takenError(this.#path)
        // Some file systems have no second names; between the look and the renaming, another program may still win.
        if (!hasCode(error, 'EPERM') && !hasCode(error, 'ENOTSUP')) throw error
        await requireFree(this.#path)
        await rename(this.#temporary, this.#path)
      }
      await rm(this.#temporary, { force: true })
      await syncDirectory(dirname(this.#path))
    })
  }

  /** Closes the file, and removes it where it has not been published. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.content.close()
    await rm(this.#temporary, { force: true })
  }
}

/** Throws {@link UserError} where something has this name. */
export async function requireFree(path: string): Promise<void> {
  const taken = await lstat(path).then(
    () => true,
    () => false,
  )
  if (taken) throw takenError(path)
}

function takenError(path: string): UserError {
  return new UserError(`${path} exists already and was left as it is: move it away, or name another file`)
}
