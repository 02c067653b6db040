import type { ChunkDecoder } from '#core/codec/chunk-decoder.ts'
import { decodePayload, type EncodedChunks } from '#core/codec/decode-payload.ts'

/** Decodes in line, because what a thread takes is not the same twice. May err once: one bit of what it makes first is wrong. */
export class InlineDecoder implements ChunkDecoder {
  #isToErr: boolean

  constructor(errs: boolean) {
    this.#isToErr = errs
  }

  async decode(encoded: EncodedChunks): Promise<Uint8Array> {
    const chunks = decodePayload(encoded)
    if (!this.#isToErr) return chunks
    this.#isToErr = false
    const wrong = chunks.slice()
    wrong[0] = (wrong[0] ?? 0) ^ 1
    return wrong
  }
}
