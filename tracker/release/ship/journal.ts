import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hasCode, replaceFile } from '#adapters/file/durable-file.ts'
import type { Digest } from '#core/digest.ts'
import type { DoneStep, ShipStep } from './step.ts'

/** How far a release has come on its way out, in a file of its draft: asked again, the rest is done. */
export interface ShipJournal {
  /** Everything that was asked for, images included: another wish begins anew. */
  readonly wish: Digest
  /** The version of the timestamp that the draft goes on from: a repository that has moved on wants a new one. */
  readonly base: number
  readonly done: readonly DoneStep[]
}

/** The file of a draft that holds it. */
export const journalFile = 'ship.json'

/** The journal in a draft; undefined where there is none that can be used. */
export async function readJournal(directory: string): Promise<ShipJournal | undefined> {
  try {
    const { wish, base, done } = JSON.parse(await readFile(join(directory, journalFile), 'utf8')) as ShipJournal
    return Array.isArray(done) ? { wish, base, done } : undefined
  } catch (error) {
    if (error instanceof SyntaxError || hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}

/** Keeps a journal; durable when it resolves. */
export async function writeJournal(directory: string, journal: ShipJournal): Promise<void> {
  await replaceFile(join(directory, journalFile), Buffer.from(`${JSON.stringify(journal, undefined, 2)}\n`))
}

/**
 * Whether the steps of a journal stand for this wish: of a release that is not published, only while the repository is
 * as it was.
 */
export function stands(journal: ShipJournal, { wish, base }: Pick<ShipJournal, 'wish' | 'base'>): boolean {
  return journal.wish === wish && (doneStep(journal, 'publish') !== undefined || journal.base === base)
}

/** A step that a journal says is done. */
export function doneStep({ done }: ShipJournal, step: ShipStep): DoneStep | undefined {
  return done.find((one) => one.step === step)
}
