import type { Responder } from '#adapters/libp2p/mesh-handlers.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import { bookedMax } from '#core/neighbours/neighbour-book.ts'

/** Content that was exchanged with one peer since the process started. */
export interface PeerBytes {
  readonly receivedBytes: number
  readonly sentBytes: number
}

const none: PeerBytes = { receivedBytes: 0, sentBytes: 0 }

/** Counts what is exchanged with each peer; beyond {@link bookedMax} peers the one counted first is forgotten. */
export class PeerTraffic {
  readonly #bytes = new Map<PeerName, PeerBytes>()

  of(peer: PeerName): PeerBytes {
    return this.#bytes.get(peer) ?? none
  }

  received(peer: PeerName, bytes: number): void {
    this.#add(peer, { receivedBytes: bytes, sentBytes: 0 })
  }

  /** The same responder, whose bytes are counted. */
  counting(peer: PeerName, responder: Responder): Responder {
    return {
      refuse: (reason) => responder.refuse(reason),
      serve: async (source) => {
        const sentBytes = await responder.serve(source)
        this.#add(peer, { receivedBytes: 0, sentBytes })
        return sentBytes
      },
    }
  }

  #add(peer: PeerName, { receivedBytes, sentBytes }: PeerBytes): void {
    const before = this.of(peer)
    const [oldest] = this.#bytes.keys()
    if (this.#bytes.size >= bookedMax && oldest !== undefined && !this.#bytes.has(peer)) this.#bytes.delete(oldest)
    this.#bytes.set(peer, {
      receivedBytes: before.receivedBytes + receivedBytes,
      sentBytes: before.sentBytes + sentBytes,
    })
  }
}
