import { readFile, rm } from 'node:fs/promises'
import { hasCode, replaceFile } from '#adapters/file/durable-file.ts'
import type { Crash } from './what-happened.ts'

/** The most crashes that are noted until the device runs again: of more, the last. */
const notesMax = 16

/** Notes a crash in a file, for the next run of the node to report: the boot chooser has no other memory. */
export async function noteCrash(file: string, crash: Crash): Promise<void> {
  const notes = [...(await readCrashNotes(file)), crash].slice(-notesMax)
  await replaceFile(file, Buffer.from(JSON.stringify(notes)))
}

/** The crashes that were noted, the last one last; none where the file cannot be read as such. */
export async function readCrashNotes(file: string): Promise<readonly Crash[]> {
  try {
    const notes: unknown = JSON.parse(await readFile(file, 'utf8'))
    return Array.isArray(notes) ? notes.filter(isCrash).slice(-notesMax) : []
  } catch (error) {
    if (error instanceof SyntaxError || hasCode(error, 'ENOENT')) return []
    throw error
  }
}

/** Forgets them: they are reported. */
export async function forgetCrashNotes(file: string): Promise<void> {
  await rm(file, { force: true })
}

function isCrash(value: unknown): value is Crash {
  const { at, version, reason } = Object(value) as Partial<Record<keyof Crash, unknown>>
  return Number.isSafeInteger(at) && typeof version === 'string' && typeof reason === 'string'
}
