import { chunkAddress, payloadAddress } from '#core/address.ts'
import { sha256 } from '#core/digest.ts'
import type { ModelledWant } from '#sim/exchange/installer.ts'

/** A modelled release: `chunks` chunks of 1 MiB, made of payloads of `payloadBytes` for `run` chunks each. */
export function releaseWants(chunks: number, payloadBytes: number, run = 1): readonly ModelledWant[] {
  return Array.from({ length: chunks }, (_, index): ModelledWant => {
    const payload = payloadAddress(sha256(Buffer.from(`payload ${Math.floor(index / run)}`)))
    const makes = chunkAddress(sha256(Buffer.from(`chunk ${index}`)))
    const ways = [
      { address: payload, bytes: payloadBytes },
      { address: makes, bytes: 1024 * 1024 },
    ]
    return { ways, makes }
  })
}
