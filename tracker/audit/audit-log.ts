import { type FileHandle, open, truncate } from 'node:fs/promises'
import { makeDirectory, replaceFile } from '#adapters/file/durable-file.ts'
import { onMedium } from '#adapters/slot/medium-error.ts'
import { UserError } from '#core/errors.ts'
import type { SigningKey } from '#core/identity/signing-key.ts'
import { type AuditEntry, type AuditFacts, firstPrevious, lineOf, nextEntry } from '#tracker/engine/audit/chain.ts'
import { signCheckpoint } from '#tracker/engine/audit/checkpoint.ts'
import { type AuditFindings, auditFiles, verifyAudit } from './verify-audit.ts'

/** The audit log of a tracker: what {@link append} returned stands in it, whatever happens next. */
export class AuditLog {
  readonly #directory: string
  readonly #key: SigningKey
  readonly #file: FileHandle
  #last: AuditEntry | undefined
  /** The length of all entries up to that one. */
  #wholeBytes: number
  /** Whether the last write failed: a part of a line may stand behind these, or the checkpoint not count the newest. */
  #isUnsure = false
  #writing: Promise<unknown> = Promise.resolve()

  private constructor(init: {
    readonly directory: string
    readonly key: SigningKey
    readonly file: FileHandle
    readonly found: Pick<AuditFindings, 'last' | 'wholeBytes'>
  }) {
    this.#directory = init.directory
    this.#key = init.key
    this.#file = init.file
    this.#last = init.found.last
    this.#wholeBytes = init.found.wholeBytes
  }

  /**
   * Opens the log of a folder, or begins it. A line that a cut left half written was never acknowledged, and is taken
   * away. Throws {@link UserError} where anything else is not as the tracker wrote it.
   */
  static async open(directory: string, key: SigningKey): Promise<AuditLog> {
    await makeDirectory(directory)
    const { log } = auditFiles(directory)
    const found = await verifyAudit(directory, Buffer.from(key.publicKey).toString('hex'))
    if (found.problem !== undefined) {
      throw new UserError(
        `the audit log in ${directory} is not as the tracker wrote it: ${found.problem}; move the folder away as evidence, and the tracker begins a new log`,
      )
    }
    if (found.tornBytes > 0) await truncate(log, found.wholeBytes)
    // A cut may have kept the checkpoint from counting the last entry; with the next one there would be two.
    await writeCheckpoint(directory, found.last, key)
    const file = await open(log, 'a', 0o640)
    return new AuditLog({ directory, key, file, found })
  }

  /** The newest entry. */
  get last(): AuditEntry | undefined {
    return this.#last
  }

  /** Adds an entry; it is durable, and the checkpoint counts it, when it resolves. */
  append(facts: Omit<AuditFacts, 'at'>, now: Date = new Date()): Promise<AuditEntry> {
    const appended = this.#writing.then(() => this.#append({ ...facts, at: now.toISOString() }))
    this.#writing = appended.catch(() => undefined)
    return appended
  }

  /** Waits for what is being written. */
  async close(): Promise<void> {
    await this.#writing
    await this.#file.close()
  }

  async #append(facts: AuditFacts): Promise<AuditEntry> {
    if (this.#isUnsure) await this.#mend()
    const entry = nextEntry(this.#last, facts)
    const line = Buffer.from(lineOf(entry))
    this.#isUnsure = true
    await onMedium(auditFiles(this.#directory).log, async () => {
      await this.#file.appendFile(line)
      await this.#file.sync()
    })
    this.#last = entry
    this.#wholeBytes += line.byteLength
    await writeCheckpoint(this.#directory, entry, this.#key)
    this.#isUnsure = false
    return entry
  }

  /** Only one entry may ever stand behind the checkpoint, and nothing behind a line that is not whole. */
  async #mend(): Promise<void> {
    await onMedium(auditFiles(this.#directory).log, () => this.#file.truncate(this.#wholeBytes))
    await writeCheckpoint(this.#directory, this.#last, this.#key)
  }
}

/** Signs that the log reaches this entry; none where it begins. */
async function writeCheckpoint(directory: string, last: AuditEntry | undefined, key: SigningKey): Promise<void> {
  const checkpoint = signCheckpoint(last ?? { sequence: 0, hash: firstPrevious }, key)
  await replaceFile(auditFiles(directory).checkpoint, Buffer.from(`${JSON.stringify(checkpoint)}\n`))
}
