import type { DecodedChunks, EncodedChunks } from './decode-payload.ts'

/** Decodes payloads: aside on a device, in line where time is modelled. */
export interface ChunkDecoder {
  /** What a payload comes to, as `decodePayload` says. `payload` stays usable. Rejects with `FormatError` on bytes that are no such payload. */
  decode(encoded: EncodedChunks): Promise<DecodedChunks>
}
