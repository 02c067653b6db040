import type { ChunkDecoder } from '#core/codec/chunk-decoder.ts'
import { type DecodedChunks, decodePayload, type EncodedChunks } from '#core/codec/decode-payload.ts'

/** Decodes in line, because what a thread takes is not the same twice. May err once: one bit of what it makes first is wrong. */
export class InlineDecoder implements ChunkDecoder {
  #isToErr: boolean

  constructor(errs: boolean) {
    this.#isToErr = errs
  }

  async decode(encoded: EncodedChunks): Promise<DecodedChunks> {
    const decoded = decodePayload(encoded)
    if (!this.#isToErr) return decoded
    this.#isToErr = false
    return withError(decoded)
  }
}

function withError(decoded: DecodedChunks): DecodedChunks {
  if (decoded.type === 'chunk') return { type: 'chunk', bytes: withWrongBit(decoded.bytes) }
  const { differences, fresh } = decoded.patch
  const wrong = fresh.byteLength > 0 ? { fresh: withWrongBit(fresh) } : { differences: withWrongBit(differences) }
  return { type: 'patch', patch: { ...decoded.patch, ...wrong } }
}

function withWrongBit(bytes: Uint8Array): Uint8Array {
  const wrong = bytes.slice()
  wrong[0] = (wrong[0] ?? 0) ^ 1
  return wrong
}
