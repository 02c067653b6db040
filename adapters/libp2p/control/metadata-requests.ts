import type { Message } from '#core/exchange/message.ts'

/** The answer to a request: what the peer has, or undefined when it has nothing newer. */
export type MetadataMessage = Extract<Message, { readonly type: 'metadata' }>

/** Requests of one peer that may be unanswered at once. */
const metadataRequestsMax = 8

/** How long a peer has to answer one. */
const metadataTimeoutMs = 10_000

interface Waiting {
  readonly resolve: (content: Uint8Array | undefined) => void
  readonly reject: (reason: Error) => void
}

/** The metadata that one peer was asked for and has not sent yet. */
export class MetadataRequests {
  readonly #waiting = new Map<number, Waiting>()
  #last = 0

  /** Runs `send` with the number of a new request and waits for its answer. Rejects with a plain reason. */
  async ask(send: (request: number) => void, signal: AbortSignal): Promise<Uint8Array | undefined> {
    if (this.#waiting.size >= metadataRequestsMax) {
      throw new Error(`${metadataRequestsMax} metadata requests are unanswered already`)
    }
    signal.throwIfAborted()
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array | undefined>()
    this.#last = (this.#last + 1) >>> 0
    const request = this.#last
    const timer = setTimeout(() => reject(new Error('the peer does not answer')), metadataTimeoutMs)
    const cancel = () => reject(new Error('the metadata request was cancelled'))
    signal.addEventListener('abort', cancel, { once: true })
    this.#waiting.set(request, { resolve, reject })
    try {
      send(request)
      return await promise
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', cancel)
      this.#waiting.delete(request)
    }
  }

  /** Takes an answer in; one that nobody waits for any more is late, and dropped. */
  answer({ request, content }: MetadataMessage): void {
    this.#waiting.get(request)?.resolve(content)
  }

  /** Ends every request: the peer is gone. */
  end(reason: string): void {
    for (const { reject } of this.#waiting.values()) reject(new Error(reason))
  }
}
