import { randomUUID } from 'node:crypto'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { hasCode } from '#adapters/file/durable-file.ts'
import { UserError } from '#core/errors.ts'

/** How often a lock of an ended process is taken away before someone else is quicker for good. */
const attemptsMax = 5

/** Lock files that this process has, or is about to have. */
const held = new Set<string>()

/**
 * Runs `work` while no other process does so with the same lock file, which holds the id of the
 * process. A file of a process that has ended is taken away. Throws {@link UserError} where a live
 * process holds it.
 */
export async function withLock<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  if (held.has(path)) throw busy(path, process.pid)
  held.add(path)
  try {
    await acquire(path)
    try {
      return await work()
    } finally {
      await rm(path, { force: true })
    }
  } finally {
    held.delete(path)
  }
}

async function acquire(path: string): Promise<void> {
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    if (await create(path)) return
    const holder = await holderOf(path)
    if (isAlive(holder)) throw busy(path, holder)
    await takeAway(path)
  }
  throw busy(path, await holderOf(path))
}

/** Makes the lock file with its content in one step, so that nobody reads half of it. False where there is one. */
async function create(path: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`
  await writeFile(draft, `${process.pid}\n`)
  try {
    await link(draft, path)
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

/** The process id in a lock file; undefined where the file is gone or damaged. */
async function holderOf(path: string): Promise<number | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '')
  const id = Number.parseInt(text, 10)
  return id > 0 ? id : undefined
}

// Our own id in the file is of an earlier process: in a container each run may have the same one.
function isAlive(processId: number | undefined): boolean {
  if (processId === undefined || processId === process.pid) return false
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    return !hasCode(error, 'ESRCH')
  }
}

/** Moves a stale lock away; puts it back when it turns out to be one that another process has just made. */
async function takeAway(path: string): Promise<void> {
  const stale = `${path}.${randomUUID()}`
  try {
    await rename(path, stale)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return
    throw error
  }
  if (isAlive(await holderOf(stale))) await link(stale, path).catch(() => undefined)
  await rm(stale, { force: true })
}

function busy(path: string, holder: number | undefined): UserError {
  return new UserError(
    `another publisher (process ${holder ?? 'unknown'}) is at work: wait until it is done, or delete ${path} if that process is no mycel`,
  )
}
