import { randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { syncDirectory } from '#adapters/slot/sync-directory.ts'

/**
 * Puts a whole file in its place, durable when it resolves. A reader, and whoever comes after a power
 * cut, sees the old file or the new one. Makes the folders that are missing.
 */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
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
}

/** Writes a file that is not there yet, durable when it resolves. Rejects with EEXIST where there is one. */
export async function createFile(path: string, bytes: Uint8Array, mode: number): Promise<void> {
  await writeNewFile(path, bytes, mode)
  await syncDirectory(dirname(path))
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
  const first = await mkdir(whole, { recursive: true })
  if (first === undefined) return
  for (let made = whole; made.length >= first.length; made = dirname(made)) await syncDirectory(dirname(made))
}

/** Whether an error of the file system has this code, such as `ENOENT`. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
