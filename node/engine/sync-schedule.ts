import type { Address } from '#core/address.ts'
import { type Instant, later } from '#core/engine.ts'

/** Bytes that travelled and may be lost at a power cut before a sync is due. */
const unsyncedBytesMax = 1024 * 1024

/** How long a made chunk waits for its sync. */
const unsyncedMsMax = 200

/** Decides when the inactive slot is synced: per 1 MiB that travelled or 200 ms, not per chunk. */
export class SyncSchedule {
  #pending: Address[] = []
  #syncing: Address[] | undefined
  #travelledBytes = 0
  #due: Instant | undefined

  /** A chunk was written. */
  add(address: Address, now: Instant): void {
    this.#pending.push(address)
    this.#due ??= later(now, unsyncedMsMax)
  }

  /** Bytes that would have to travel again if the writes since the last sync were lost. */
  addTravelled(bytes: number): void {
    this.#travelledBytes += bytes
  }

  /** Whether a sync should begin now; `last` when no more chunks come. */
  isDue(now: Instant, last: boolean): boolean {
    if (this.#syncing !== undefined || this.#pending.length === 0) return false
    return last || this.#travelledBytes >= unsyncedBytesMax || (this.#due !== undefined && this.#due <= now)
  }

  /** Whether as much waits for the next sync as one takes: nothing more that travelled is written until the sync under way ends. */
  isFull(): boolean {
    return this.#syncing !== undefined && this.#travelledBytes >= unsyncedBytesMax
  }

  begin(): void {
    this.#syncing = this.#pending
    this.#pending = []
    this.#travelledBytes = 0
    this.#due = undefined
  }

  /** The sync is done. Returns what is durable from now on. */
  end(): readonly Address[] {
    const durable = this.#syncing ?? []
    this.#syncing = undefined
    return durable
  }

  isSyncing(): boolean {
    return this.#syncing !== undefined
  }

  /** Whether everything that was written is durable. */
  isClean(): boolean {
    return this.#syncing === undefined && this.#pending.length === 0
  }

  deadline(): Instant | undefined {
    return this.#syncing === undefined ? this.#due : undefined
  }
}
