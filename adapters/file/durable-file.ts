import { randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { onMedium } from '#adapters/slot/medium-error.ts'
import { syncDirectory } from '#adapters/slot/sync-directory.ts'

/**
 * Puts a whole file in its place, durable when it resolves. A reader, and whoever comes after a power
 * cut, sees the old file or the new one. Makes the folders that are missing. Rejects with {@link MediumError}
 * where the disk is full or may not be written.
 */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  await onMedium(path, async () => {
    await makeDirectory(dirname(path))
    const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`)
    try {
      await writeNewFile(temporary, bytes, 0o644)
      await rename(temporary, path)
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
    await syncDirectory(dirname(path))
  })
}

/** Writes a file that is not there yet, durable when it resolves. Rejects with EEXIST where there is one. */
export async function createFile(path: string, bytes: Uint8Array, mode: number): Promise<void> {
  await onMedium(path, async () => {
    await writeNewFile(path, bytes, mode)
    await syncDirectory(dirname(path))
  })
}

async function writeNewFile(path: string, bytes: Uint8Array, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Makes a folder and those above it; each new entry is durable when it resolves. */
export async function makeDirectory(path: string): Promise<void> {
  const whole = resolve(path)
  const first = await mkdir(whole, { recursive: true }).catch((error: unknown) => explainMissing(whole, error))
  if (first === undefined) return
  for (let made = whole; made.length >= first.length; made = dirname(made)) await syncDirectory(dirname(made))
}

/** On a read-only file system Node.js 24 says ENOENT of a recursive `mkdir`; a plain one says what is wrong. */
async function explainMissing(path: string, error: unknown): Promise<never> {
  if (!hasCode(error, 'ENOENT')) throw error
  const above = dirname(path)
  const isThere = await stat(above).then(
    () => true,
    () => false,
  )
  if (!isThere && above !== path) return explainMissing(above, error)
  await mkdir(path)
  throw error
}

/** Whether an error of the file system has this code, such as `ENOENT`. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
