import { brotliDecompress, zstdDecompress } from 'node:zlib'
import type { ChunkDecoder } from '#core/codec/chunk-decoder.ts'
import { type DecodedChunks, decodingPayload, type EncodedChunks } from '#core/codec/decode-payload.ts'
import {
  type Compressed,
  checkedOutput,
  type Decompressing,
  refusal,
  type ZlibCall,
  zlibCallFor,
} from '#core/codec/decompress.ts'
import { UserError } from '#core/errors.ts'

/**
 * Decodes payloads, one at a time. Decompressing is done by the threads that the process has anyway: one with a heap
 * of its own would take 15 MB, of 128.
 */
export class PayloadDecoder implements ChunkDecoder {
  #last: Promise<unknown> = Promise.resolve()
  #isClosed = false

  /** What a payload comes to, as `decodePayload` says. `payload` stays usable. Rejects with `FormatError`. */
  decode(encoded: EncodedChunks): Promise<DecodedChunks> {
    const decoded = this.#last.then(() => this.#carryOut(decodingPayload(encoded)))
    this.#last = decoded.catch(() => undefined)
    return decoded
  }

  /** Resolves when nothing is being decoded any more. What still waits is rejected. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#last
  }

  async #carryOut<Result>(work: Decompressing<Result>): Promise<Result> {
    let step = work.next()
    while (step.done !== true) {
      if (this.#isClosed) throw new UserError('this node stops: nothing is decoded any more')
      step = work.next(await decompressAside(step.value))
    }
    return step.value
  }
}

async function decompressAside(compressed: Compressed): Promise<Uint8Array> {
  const call = zlibCallFor(compressed)
  if (call instanceof Uint8Array) return call
  try {
    return checkedOutput(compressed, await run(call))
  } catch (cause) {
    throw refusal(compressed, cause)
  }
}

function run({ codec, content, options }: ZlibCall): Promise<unknown> {
  const decompress = codec === 'zstd' ? zstdDecompress : brotliDecompress
  return new Promise((resolve, reject) => {
    decompress(content, options, (error, output) => (error === null ? resolve(output) : reject(error)))
  })
}
