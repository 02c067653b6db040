import type { ByteSource, Responder } from '#adapters/libp2p/mesh-handlers.ts'
import type { Refusal, RequestId } from '#core/exchange/contract.ts'

/** Requests of peers that an engine has not yet decided on. */
export class PendingRequests {
  readonly #responders = new Map<RequestId, Responder>()
  #last = 0

  /** Takes a request in and returns the id by which the engine speaks of it. */
  add(responder: Responder): RequestId {
    this.#last += 1
    const request = this.#last as RequestId
    this.#responders.set(request, responder)
    return request
  }

  /** Sends the bytes; a source that is not there after all is answered with `missing`. Resolves with the bytes sent. */
  async serve(request: RequestId, source: ByteSource | undefined): Promise<number> {
    const responder = this.#take(request)
    if (responder === undefined) return 0
    if (source !== undefined) return responder.serve(source)
    responder.refuse('missing')
    return 0
  }

  refuse(request: RequestId, reason: Refusal): void {
    this.#take(request)?.refuse(reason)
  }

  #take(request: RequestId): Responder | undefined {
    const responder = this.#responders.get(request)
    this.#responders.delete(request)
    return responder
  }
}

/** Bytes in memory as a source to serve from. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    totalBytes: bytes.byteLength,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
  }
}
