import { check } from '#core/check.ts'
import { UserError } from '#core/errors.ts'
import type { StoredRecord } from '#core/record/record-sector.ts'
import { decodeRecordSector, encodeRecordSector } from '#core/record/record-sector.ts'
import type { RecordSectors } from '#core/record/record-sectors.ts'

/** What a record pair keeps and where, for the message that a person reads when it is lost. */
export interface RecordPairInit {
  readonly sectors: RecordSectors
  /** What is kept and where: `boot record in /data/boot`. */
  readonly subject: string
  /** What to do when both copies are damaged. */
  readonly advice: string
}

/** Both copies of a record are damaged. A power cut cannot do that: the medium failed, or somebody wrote to it. */
export class RecordDamaged extends UserError {
  constructor(subject: string, advice: string) {
    super(`${subject}: both copies are damaged; ${advice}`)
  }
}

/**
 * A small value kept twice, written alternately, so that one copy is whole at every instant. It keeps
 * nothing in memory: another process (the node under its supervisor) may have written last.
 */
export class RecordPair {
  readonly #init: RecordPairInit
  #writing = false

  constructor(init: RecordPairInit) {
    this.#init = init
  }

  /** The newest whole value, or undefined where no write ever resolved. Rejects with {@link RecordDamaged}. */
  async read(): Promise<Uint8Array | undefined> {
    return (await this.#newest())?.payload
  }

  /** Resolves once `payload`, at most 3,584 bytes, is the value that every later `read` gives. One write at a time. */
  async write(payload: Uint8Array): Promise<void> {
    check(!this.#writing, 'a record pair takes one write at a time')
    this.#writing = true
    try {
      await this.#replaceOldest(payload)
    } finally {
      this.#writing = false
    }
  }

  async #replaceOldest(payload: Uint8Array): Promise<void> {
    const newest = await this.#newest()
    const { sectors } = this.#init
    if (newest) {
      const index = newest.index === 0 ? 1 : 0
      await sectors.write(index, encodeRecordSector({ sequence: newest.sequence + 1, payload }))
      return
    }
    // The first write fills both, so that a missing sector proves that no write ever resolved.
    await sectors.write(0, encodeRecordSector({ sequence: 1, payload }))
    await sectors.write(1, encodeRecordSector({ sequence: 2, payload }))
  }

  async #newest(): Promise<(StoredRecord & { readonly index: 0 | 1 }) | undefined> {
    const { sectors, subject, advice } = this.#init
    const first = await sectors.read(0)
    const second = await sectors.read(1)
    const firstRecord = first && decodeRecordSector(first)
    const secondRecord = second && decodeRecordSector(second)
    if (firstRecord && !(secondRecord && secondRecord.sequence > firstRecord.sequence)) {
      return { ...firstRecord, index: 0 }
    }
    if (secondRecord) return { ...secondRecord, index: 1 }
    if (first && second) throw new RecordDamaged(subject, advice)
    return undefined
  }
}
