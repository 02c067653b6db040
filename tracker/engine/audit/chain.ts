import { type Digest, parseDigest, sha256 } from '#core/digest.ts'
import { FormatError } from '#core/errors.ts'
import { requireForm } from '#core/format/bounds.ts'

/** One thing that an administrator did, or had the tracker do: a line of the audit log. */
export interface AuditEntry extends AuditFacts {
  /** Counts up by one from 1. */
  readonly sequence: number
  /** Hash of the entry before, {@link firstPrevious} for the first one. */
  readonly previous: Digest
  /** SHA-256 of the line without its last field. */
  readonly hash: Digest
}

/** What is noted. */
export interface AuditFacts {
  /** RFC 3339, UTC. */
  readonly at: string
  /** Whose token it was, or `tracker`. */
  readonly actor: string
  /** `rollout.pause`, `token.create`. */
  readonly action: string
  /** What it was done to. */
  readonly target: string
  /** Numbers and words that belong to it. */
  readonly details: Readonly<Record<string, unknown>>
}

/** The hash before the first entry. */
export const firstPrevious = '0'.repeat(64) as Digest

/** The longest line, in bytes. */
export const auditLineBytesMax = 64 * 1024

/** The entry that follows `last`. Throws {@link FormatError} where it is too long to be read again. */
export function nextEntry(last: Pick<AuditEntry, 'sequence' | 'hash'> | undefined, facts: AuditFacts): AuditEntry {
  const { at, actor, action, target, details } = facts
  const sequence = (last?.sequence ?? 0) + 1
  // The entry is made of what its line will say: JSON leaves some values out.
  const told: unknown = JSON.parse(JSON.stringify(details))
  const hashed = {
    sequence,
    at,
    actor,
    action,
    target,
    details: told as AuditFacts['details'],
    previous: last?.hash ?? firstPrevious,
  }
  const entry = { ...hashed, hash: hashOf(hashed) }
  const bytes = Buffer.byteLength(lineOf(entry))
  requireForm(
    'audit entry',
    bytes <= auditLineBytesMax,
    `is ${bytes} bytes long, at most ${auditLineBytesMax} are allowed`,
  )
  return entry
}

/** The line of an entry, with its line feed. */
export function lineOf(entry: AuditEntry): string {
  return `${JSON.stringify(entry)}\n`
}

/** Reads a line, with or without its line feed; its place in the chain is not looked at. Throws {@link FormatError}. */
export function readEntry(line: string): AuditEntry {
  const fields = parseLine(line)
  const text = (name: string): string => {
    const value = fields[name]
    requireForm('audit entry', typeof value === 'string', `has a field ${name} that is not text`)
    return value
  }
  const { sequence, details } = fields
  requireForm('audit entry', Number.isSafeInteger(sequence), 'has a sequence that is no whole number')
  requireForm('audit entry', typeof details === 'object' && details !== null, 'has details that are no table')
  return {
    sequence: sequence as number,
    at: text('at'),
    actor: text('actor'),
    action: text('action'),
    target: text('target'),
    details: details as AuditFacts['details'],
    previous: parseDigest(text('previous')),
    hash: parseDigest(text('hash')),
  }
}

/** What is wrong with an entry that stands after `last`; undefined where it belongs there. */
export function linkProblem(last: AuditEntry | undefined, entry: AuditEntry): string | undefined {
  const expected = (last?.sequence ?? 0) + 1
  if (entry.sequence !== expected) {
    return `entry ${entry.sequence} stands where entry ${expected} belongs: entries were deleted, added or moved`
  }
  if (entry.previous !== (last?.hash ?? firstPrevious)) {
    return `entry ${entry.sequence} does not follow the entry before it: one of the two was replaced`
  }
  const { hash, ...hashed } = entry
  return hash === hashOf(hashed) ? undefined : `entry ${entry.sequence} was edited: its hash is that of another text`
}

function hashOf(hashed: Omit<AuditEntry, 'hash'>): Digest {
  const { sequence, at, actor, action, target, details, previous } = hashed
  return sha256(Buffer.from(JSON.stringify({ sequence, at, actor, action, target, details, previous })))
}

function parseLine(line: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(line))
  } catch (cause) {
    throw new FormatError('audit entry', 'is not JSON', { cause })
  }
}
