import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hasCode } from '#adapters/file/durable-file.ts'
import { FormatError, messageOf } from '#core/errors.ts'
import { type AuditEntry, auditLineBytesMax, linkProblem, readEntry } from '#tracker/engine/audit/chain.ts'
import { type Checkpoint, readCheckpoint } from '#tracker/engine/audit/checkpoint.ts'

/** What a look at a log found. */
export interface AuditFindings {
  /** Entries that stand as they were written, from the first. */
  readonly entries: number
  readonly last: AuditEntry | undefined
  /** The first thing that is not as it was written, in words, with the entry named; undefined where all is. */
  readonly problem: string | undefined
  /** The length of the whole entries, and of a line that a cut left half written behind them. */
  readonly wholeBytes: number
  readonly tornBytes: number
}

/** The files of an audit log. */
export function auditFiles(directory: string): { readonly log: string; readonly checkpoint: string } {
  return { log: join(directory, 'audit.jsonl'), checkpoint: join(directory, 'audit.checkpoint.json') }
}

/** Checks the log of a folder, entry by entry, and that it does not end before the checkpoint that `publicKey` (hex) signed. */
export async function verifyAudit(directory: string, publicKey?: string): Promise<AuditFindings> {
  const findings = await readChain(auditFiles(directory).log)
  if (findings.problem !== undefined) return findings
  const problem = await endProblem(directory, findings, publicKey)
  return problem === undefined ? findings : { ...findings, problem }
}

/** The entries of a log that is in order, newest last; those after the first problem are left out. */
export async function* auditEntries(directory: string): AsyncGenerator<AuditEntry> {
  let last: AuditEntry | undefined
  for await (const { line, isWhole } of linesOf(auditFiles(directory).log)) {
    if (!isWhole) return
    const entry = readEntry(line)
    if (linkProblem(last, entry) !== undefined) return
    yield entry
    last = entry
  }
}

async function readChain(path: string): Promise<AuditFindings> {
  let last: AuditEntry | undefined
  let wholeBytes = 0
  const found = (problem: string | undefined, tornBytes = 0): AuditFindings => {
    return { entries: last?.sequence ?? 0, last, problem, wholeBytes, tornBytes }
  }
  for await (const { line, isWhole } of linesOf(path)) {
    const bytes = Buffer.byteLength(line)
    if (!isWhole) return found(undefined, bytes)
    const after = `after entry ${last?.sequence ?? 0}`
    if (bytes > auditLineBytesMax) return found(`the line ${after} is longer than any that a tracker writes`)
    try {
      const entry = readEntry(line)
      const problem = linkProblem(last, entry)
      if (problem !== undefined) return found(problem)
      last = entry
      wholeBytes += bytes
    } catch (error) {
      if (!(error instanceof FormatError)) throw error
      return found(`the line ${after} is no entry: ${messageOf(error)}`)
    }
  }
  return found(undefined)
}

async function endProblem(
  directory: string,
  { entries, last }: AuditFindings,
  publicKey: string | undefined,
): Promise<string | undefined> {
  const checkpoint = await readIfThere(auditFiles(directory).checkpoint)
  if (checkpoint === undefined) return last === undefined ? undefined : 'its checkpoint is gone'
  if (typeof checkpoint === 'string') return checkpoint
  if (publicKey !== undefined && checkpoint.publicKey !== publicKey) {
    return `its checkpoint is signed by the key ${checkpoint.publicKey}, not by this tracker's`
  }
  if (checkpoint.sequence > entries) {
    return `it ends with entry ${entries}, and the tracker signed that it reaches entry ${checkpoint.sequence}: the end was taken off`
  }
  // An entry more than the checkpoint counts is one that a cut kept from being acknowledged.
  if (checkpoint.sequence === entries && last !== undefined && last.hash !== checkpoint.hash) {
    return `entry ${entries} is not the one that the tracker signed: the whole log was written anew`
  }
  return entries - checkpoint.sequence > 1
    ? `entry ${checkpoint.sequence + 1} and those after it were never signed by the tracker`
    : undefined
}

/** A checkpoint, what is wrong with it, or undefined where there is none. */
async function readIfThere(path: string): Promise<Checkpoint | string | undefined> {
  try {
    return readCheckpoint(JSON.parse(await readFile(path, 'utf8')))
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    return `its checkpoint cannot be read: ${messageOf(error)}`
  }
}

/** The lines of a file with their line feeds; one that is too long comes as the part that shows it. */
async function* linesOf(path: string): AsyncGenerator<{ readonly line: string; readonly isWhole: boolean }> {
  let rest = ''
  try {
    for await (const part of createReadStream(path, 'utf8')) {
      rest += part
      for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
        yield { line: rest.slice(0, end + 1), isWhole: true }
        rest = rest.slice(end + 1)
      }
      if (rest.length > auditLineBytesMax) {
        yield { line: rest, isWhole: true }
        return
      }
    }
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return
    throw error
  }
  if (rest !== '') yield { line: rest, isWhole: false }
}
