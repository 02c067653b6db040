import { FormatError } from '#core/errors.ts'
import type { PeerSigner } from '#core/identity/peer-signature.ts'
import type { KeyValueStore, StoreChange } from '#core/key-value-store.ts'
import { decodeReport } from '#core/report/encode-report.ts'
import { reportsPerMessageMax } from '#core/report/receipt.ts'
import type { Report, ReportEvent } from '#core/report/report.ts'
import { decodeSealedReport, encodeSealedReport, type SealedReport, sealReport } from '#core/report/sealed-report.ts'

/** Who reports. */
export interface OutboxInit {
  readonly store: KeyValueStore
  readonly certificate: Uint8Array
  readonly sign: PeerSigner
  readonly facts: Pick<Report, 'product' | 'running' | 'tags'>
  /** In ms of Unix time. */
  readonly clock: () => number
}

/** A report that no tracker is known to have. */
interface Waiting {
  readonly sealed: SealedReport
  readonly bytes: number
  /** Says no more than that the device is there: the next one will say it too. */
  readonly isAlive: boolean
}

/** The most reports that wait. */
export const waitingMax = 256

/** What one batch may span and hold: what a tracker tells apart, and what one message carries. */
const batchSpanMax = 256
const batchBytesMax = 96 * 1024

const keyPrefix = 'report/'
const sequenceKey = 'report-sequence'

/** The reports of a device, kept until a tracker has acknowledged them. */
export class Outbox {
  readonly #init: OutboxInit
  /** By sequence number, the oldest first. */
  readonly #waiting: Map<number, Waiting>
  #sequence: number

  private constructor(init: OutboxInit, waiting: Map<number, Waiting>, sequence: number) {
    this.#init = init
    this.#waiting = waiting
    this.#sequence = sequence
  }

  /** Reads what waits in a store. What cannot be read is left out. Rejects as the store does. */
  static async open(init: OutboxInit): Promise<Outbox> {
    const { store, clock } = init
    const waiting = new Map<number, Waiting>()
    for (const key of await store.keys(keyPrefix)) {
      const bytes = await store.get(key)
      const read = bytes === undefined ? undefined : readWaiting(bytes)
      if (read === undefined) await store.commit([{ key, value: undefined }])
      else waiting.set(Number(key.slice(keyPrefix.length)), read)
    }
    const last = await store.get(sequenceKey)
    // A device that lost its memory must not use its old numbers again.
    const sequence = last === undefined ? Math.max(0, Math.floor(clock())) : Number(new TextDecoder().decode(last))
    return new Outbox(init, waiting, sequence)
  }

  /** How many reports wait. */
  get waiting(): number {
    return this.#waiting.size
  }

  /**
   * Keeps what happened, and with it `alongside`, in one batch. Where too many reports wait the oldest that says no more
   * than that the device is there makes room; where none does, this one is lost, and false is returned.
   */
  async add(event: ReportEvent, alongside: readonly StoreChange[] = []): Promise<boolean> {
    const { store, certificate, sign, facts, clock } = this.#init
    const dropped = this.#waiting.size < waitingMax ? undefined : this.#oldestAlive()
    if (this.#waiting.size >= waitingMax && dropped === undefined) {
      if (alongside.length > 0) await store.commit(alongside)
      return false
    }
    const sequence = this.#sequence + 1
    const report: Report = { ...facts, sequence, at: Math.max(0, Math.floor(clock())), event }
    const sealed = sealReport(report, certificate, sign)
    const bytes = encodeSealedReport(sealed)
    await store.commit([
      { key: sequenceKey, value: new TextEncoder().encode(String(sequence)) },
      { key: keyOf(sequence), value: bytes },
      ...(dropped === undefined ? [] : [{ key: keyOf(dropped), value: undefined }]),
      ...alongside,
    ])
    this.#sequence = sequence
    if (dropped !== undefined) this.#waiting.delete(dropped)
    this.#waiting.set(sequence, { sealed, bytes: bytes.byteLength, isAlive: event.type === 'alive' })
    return true
  }

  /** What to send next: the oldest reports, as many as one message takes. */
  batch(): readonly SealedReport[] {
    const [first = 0] = this.#waiting.keys()
    const batch: SealedReport[] = []
    let total = 0
    for (const [sequence, { sealed, bytes }] of this.#waiting) {
      total += bytes
      const fits = batch.length < reportsPerMessageMax && total <= batchBytesMax && sequence - first < batchSpanMax
      if (!fits) break
      batch.push(sealed)
    }
    return batch
  }

  /** A tracker keeps these reports: they are forgotten here. */
  async taken(sequences: readonly number[]): Promise<void> {
    const known = sequences.filter((sequence) => this.#waiting.delete(sequence))
    if (known.length === 0) return
    await this.#init.store.commit(known.map((sequence) => ({ key: keyOf(sequence), value: undefined })))
  }

  #oldestAlive(): number | undefined {
    return [...this.#waiting].find(([, { isAlive }]) => isAlive)?.[0]
  }
}

function readWaiting(bytes: Uint8Array): Waiting | undefined {
  try {
    const sealed = decodeSealedReport(bytes)
    const isAlive = decodeReport(sealed.statement).event.type === 'alive'
    return { sealed, bytes: bytes.byteLength, isAlive }
  } catch (error) {
    if (error instanceof FormatError) return undefined
    throw error
  }
}

function keyOf(sequence: number): string {
  return `${keyPrefix}${String(sequence).padStart(16, '0')}`
}
