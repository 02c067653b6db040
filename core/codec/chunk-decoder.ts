import type { EncodedChunks } from './decode-payload.ts'

/** Decodes payloads: in a thread of its own on a device, in line where time is modelled. */
export interface ChunkDecoder {
  /**
   * The chunks that a payload makes, as `decodePayload` does. `payload` stays usable, `sources` may be empty
   * afterwards. Rejects with `FormatError` on bytes that make no such chunks.
   */
  decode(encoded: EncodedChunks): Promise<Uint8Array>
}
