import type { Address } from '#core/address.ts'
import { UserError } from '#core/errors.ts'
import type { Ticket } from '#core/exchange/contract.ts'
import { type BlobId, blobTimeoutMs, type NodeInput } from '#node/engine/contract.ts'
import type { BlobSource } from '#node/install/blob-source.ts'
import type { Tickets } from './tickets.ts'

interface Waiting {
  readonly resolve: (bytes: Uint8Array) => void
  readonly reject: (error: Error) => void
  readonly timer: NodeJS.Timeout
}

/** Documents as promises for the code that reads them; how they come is the exchange's decision. */
export class BlobRequests implements BlobSource {
  readonly #input: (input: NodeInput) => void
  readonly #tickets: Tickets
  readonly #waiting = new Map<BlobId, Waiting>()
  #last = 0
  #isClosed = false

  constructor(input: (input: NodeInput) => void, tickets: Tickets) {
    this.#input = input
    this.#tickets = tickets
  }

  blob(address: Address, bytes: number): Promise<Uint8Array> {
    if (this.#isClosed) return Promise.reject(nodeStops())
    this.#last += 1
    const blob = this.#last as BlobId
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(blob)
        this.#input({ type: 'blob-unwanted', blob })
        reject(
          new UserError(
            `nobody brought a document of ${bytes} bytes within ${blobTimeoutMs / 1000} s: the tracker may be out of reach`,
          ),
        )
      }, blobTimeoutMs)
      this.#waiting.set(blob, { resolve, reject, timer })
      this.#input({ type: 'blob-wanted', blob, address, bytes })
    })
  }

  /** The engine has the bytes of a document. */
  arrived(blob: BlobId, ticket: Ticket): void {
    const waiting = this.#waiting.get(blob)
    const bytes = this.#tickets.get(ticket)
    this.#waiting.delete(blob)
    if (waiting !== undefined && bytes !== undefined) {
      clearTimeout(waiting.timer)
      waiting.resolve(bytes)
    }
    this.#input({ type: 'consumed', ticket })
  }

  /** Rejects what is waited for and whatever is asked for from now on: a node that stops waits for nobody. */
  close(): void {
    this.#isClosed = true
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer)
      reject(nodeStops())
    }
    this.#waiting.clear()
  }
}

function nodeStops(): UserError {
  return new UserError('this node stops')
}
