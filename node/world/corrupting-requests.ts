import { PendingRequests } from '#adapters/exchange/pending-requests.ts'
import type { ByteSource } from '#adapters/libp2p/mesh-handlers.ts'
import type { RequestId } from '#core/exchange/contract.ts'

/** Serves everything with its first bit flipped: the enemy in a rehearsal. */
export class CorruptingRequests extends PendingRequests {
  override serve(request: RequestId, source: ByteSource | undefined): Promise<number> {
    return super.serve(request, source && corrupted(source))
  }
}

function corrupted(source: ByteSource): ByteSource {
  return {
    ...source,
    async read(offset, bytes) {
      // A copy: what is in memory here stays right.
      const range = Uint8Array.from(await source.read(offset, bytes))
      if (offset === 0 && range[0] !== undefined) range[0] ^= 1
      return range
    },
  }
}
