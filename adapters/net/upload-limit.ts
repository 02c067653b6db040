import type { ByteSource, Responder } from '#adapters/libp2p/mesh-handlers.ts'
import { rangeBytesMax } from '#core/exchange/fetch-message.ts'
import { FairQueue } from './fair-queue.ts'

/** The lowest limit in bytes per second. */
export const uploadLimitMin = 2_048

/**
 * What a party may send in one turn: a payload of a small update, whole. When payloads leave one after the other,
 * neighbours share the first on their LAN while the next is on its way.
 */
const turnBytes = 8 * 1024

/** How long the link needs for one range. */
const rangeMs = 250

/** How long the turns of all others may take: a fetch that hears nothing for 10 s has failed. */
const silenceMsMax = 8_000

/** How many requests may share a limited link, whatever its rate. */
const servesMax = 32

/** A range that waits for its turn. */
interface Waiting {
  readonly bytes: number
  readonly go: () => void
  readonly giveUp: () => void
}

/**
 * Keeps what is served below a rate: a token bucket that holds one range, from which parties take in turns, so that one
 * that asks for much does not starve the others. Counts content, not what frames and encrypts it.
 */
export class UploadLimit {
  readonly #bytesPerSecond: number
  readonly #rangeBytes: number
  readonly #queue = new FairQueue<string, Waiting>(turnBytes)
  /** When all that was let go has left; on the clock of `performance.now()`. */
  #freeMs = 0
  #timer: NodeJS.Timeout | undefined

  /** `bytesPerSecond` is at least {@link uploadLimitMin}. */
  constructor(bytesPerSecond: number) {
    this.#bytesPerSecond = bytesPerSecond
    this.#rangeBytes = Math.min(rangeBytesMax, Math.floor((bytesPerSecond * rangeMs) / 1000))
  }

  /** How many requests can share the link without one of them being given up; the rest are to be answered with `busy`. */
  get servesMax(): number {
    const turnMs = (1000 * turnBytes) / this.#bytesPerSecond
    return Math.min(servesMax, Math.max(1, Math.floor(silenceMsMax / turnMs)))
  }

  /** Answers as `responder` does, with bytes that wait for the turn of `party`. What it still waits for ends with `leave`. */
  limited(party: string, responder: Responder): Responder {
    return {
      refuse: (reason) => responder.refuse(reason),
      serve: (source) => responder.serve(this.#source(party, source)),
    }
  }

  /** Forgets what a party waits for. */
  leave(party: string): void {
    for (const { giveUp } of this.#queue.remove(party)) giveUp()
  }

  /** Ends every wait. */
  stop(): void {
    clearTimeout(this.#timer)
    for (const { giveUp } of this.#queue.clear()) giveUp()
  }

  #source(party: string, source: ByteSource): ByteSource {
    return {
      totalBytes: source.totalBytes,
      rangeBytes: this.#rangeBytes,
      read: async (offset, bytes) => {
        await this.#turn(party, bytes)
        return source.read(offset, bytes)
      },
    }
  }

  #turn(party: string, bytes: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#queue.add(party, { bytes, go: resolve, giveUp: () => reject(new Error('the peer has left')) })
    if (this.#timer === undefined) this.#schedule()
    return promise
  }

  #schedule(): void {
    const waitMs = this.#freeMs - performance.now()
    this.#timer = setTimeout(() => this.#letNextGo(), Math.max(0, waitMs))
  }

  #letNextGo(): void {
    this.#timer = undefined
    const next = this.#queue.shift()
    if (next === undefined) return
    this.#freeMs = Math.max(this.#freeMs, performance.now()) + (1000 * next.bytes) / this.#bytesPerSecond
    next.go()
    this.#schedule()
  }
}
