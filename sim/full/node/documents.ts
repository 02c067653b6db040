import type { Address } from '#core/address.ts'
import { later } from '#core/engine.ts'
import { type BlobId, blobTimeoutMs, type NodeInput } from '#node/engine/contract.ts'
import type { Appointment } from '#sim/clock.ts'
import type { SettledClock } from '#sim/full/settled-clock.ts'

interface Waiting {
  readonly resolve: (bytes: Uint8Array) => void
  readonly timeout: Appointment
}

/** Documents as promises for the code that reads them, as in node/world; how they come is the exchange's decision. */
export class Documents {
  readonly #clock: SettledClock
  readonly #input: (input: NodeInput) => void
  readonly #waiting = new Map<BlobId, Waiting>()
  #last = 0

  constructor(clock: SettledClock, input: (input: NodeInput) => void) {
    this.#clock = clock
    this.#input = input
  }

  /** Resolves with the document; rejects when it takes too long. */
  blob(address: Address, bytes: number): Promise<Uint8Array> {
    this.#last += 1
    const blob = this.#last as BlobId
    return new Promise((resolve, reject) => {
      const timeout = this.#clock.at(later(this.#clock.now, blobTimeoutMs), () => {
        this.#waiting.delete(blob)
        this.#input({ type: 'blob-unwanted', blob })
        reject(new Error(`nobody brought a document within ${blobTimeoutMs / 1000} s`))
      })
      this.#waiting.set(blob, { resolve, timeout })
      this.#input({ type: 'blob-wanted', blob, address, bytes })
    })
  }

  /** The engine has the bytes of a document. */
  arrived(blob: BlobId, bytes: Uint8Array): void {
    const waiting = this.#waiting.get(blob)
    this.#waiting.delete(blob)
    waiting?.timeout.cancel()
    waiting?.resolve(bytes)
  }

  /** Nobody waits any more. */
  close(): void {
    for (const { timeout } of this.#waiting.values()) timeout.cancel()
    this.#waiting.clear()
  }
}
