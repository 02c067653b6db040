import { check } from '#core/check.ts'

/** What one start of a device did until it was killed or had confirmed. */
export interface DeviceRun {
  /** Payloads that were still to travel when it had looked at its slot; undefined where it did not come so far. */
  readonly travelling: number | undefined
  /** What the tracker sent to it: payloads and what lists them. */
  readonly sentBytes: number
}

/** How large the parts of an update are. */
export interface UpdateSizes {
  /** What a device reads before the first payload: the index of the delta. */
  readonly documentBytes: number
  /** Of one payload: each is as large as the others. */
  readonly payloadBytes: number
}

/**
 * Counts what kills cost: bytes that the tracker sent and that did not lead to a chunk in the slot, as the
 * next start finds it. Bytes that were still in a socket buffer count as lost.
 */
export class Losses {
  readonly #sizes: UpdateSizes
  #open: { readonly travelling: number; sentBytes: number } | undefined
  /** Kills of the update under way, after which nothing went wrong so far. */
  #pending = 0
  #kills = 0
  #resumed = 0
  #refetchedBytes = 0
  #refetchedBytesMax = 0

  constructor(sizes: UpdateSizes) {
    this.#sizes = sizes
  }

  /** Kills so far, of all updates. */
  get kills(): number {
    return this.#kills
  }

  /** A run of the device ended in a kill. */
  killed(run: DeviceRun): void {
    this.#kills += 1
    this.#pending += 1
    this.#ran(run)
  }

  /** The last run of an update ended in the confirmed release. */
  confirmed(run: DeviceRun): void {
    this.#ran(run)
    this.#settle(0)
    this.#open = undefined
    this.#resumed += this.#pending
    this.#pending = 0
  }

  totals() {
    return {
      kills: this.#kills,
      resumed: this.#resumed,
      refetchedBytes: this.#refetchedBytes,
      refetchedBytesMaxPerKill: this.#refetchedBytesMax,
    }
  }

  #ran({ travelling, sentBytes }: DeviceRun): void {
    if (travelling === undefined) {
      if (this.#open !== undefined) this.#open.sentBytes += sentBytes
      else this.#lose(sentBytes)
      return
    }
    this.#settle(travelling)
    const isFirst = this.#open === undefined
    this.#open = { travelling, sentBytes: sentBytes - (isFirst ? this.#sizes.documentBytes : 0) }
  }

  /** What the last run with a download lost is known by what the next one finds. */
  #settle(travelling: number): void {
    if (this.#open === undefined) return
    const gained = this.#open.travelling - travelling
    // A slot that holds less than before the kill: not resumed, and no kill before it was.
    if (gained < 0) this.#pending = 0
    this.#lose(this.#open.sentBytes - gained * this.#sizes.payloadBytes)
  }

  #lose(bytes: number): void {
    check(bytes >= 0, 'a chunk in the slot has travelled')
    this.#refetchedBytes += bytes
    this.#refetchedBytesMax = Math.max(this.#refetchedBytesMax, bytes)
  }
}
