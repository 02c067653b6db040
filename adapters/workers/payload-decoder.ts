import { WorkerPool } from '#adapters/workers/worker-pool.ts'
import type { ChunkDecoder } from '#core/codec/chunk-decoder.ts'
import { codecs } from '#core/codec/codec.ts'
import { type DecodedChunks, decodePayload, type EncodedChunks } from '#core/codec/decode-payload.ts'

/** How long decoding one payload may take, in ms. The largest takes some 10 ms on a desktop core. */
const decodeTimeoutMs = 10_000

/** The most payloads that wait to be decoded. */
const decodeQueueMax = 16

/** The heap of the decoding thread, in MiB; payloads and chunks stand outside it. */
const heapMiB = 16

/** Decodes payloads in a thread of its own, which starts with the first one and decodes one at a time. */
export class PayloadDecoder implements ChunkDecoder {
  readonly #pool: WorkerPool<EncodedChunks, DecodedChunks>

  constructor(options: { readonly timeoutMs?: number } = {}) {
    this.#pool = new WorkerPool({
      script: '#adapters/workers/decode-worker.ts',
      workers: 1,
      queueMax: decodeQueueMax,
      taskTimeoutMs: options.timeoutMs ?? decodeTimeoutMs,
      resourceLimits: { maxOldGenerationSizeMb: heapMiB, maxYoungGenerationSizeMb: 4 },
    })
  }

  /**
   * What a payload comes to, as `decodePayload` says; one that is stored as it is needs no thread. `payload` stays usable.
   * Rejects with `FormatError`, or with `WorkerTaskFailed` when the thread failed or took longer than
   * {@link decodeTimeoutMs} (`WorkerTimedOut`).
   */
  async decode(encoded: EncodedChunks): Promise<DecodedChunks> {
    if (encoded.payload[0] === codecs.stored) return decodePayload(encoded)
    const task = { ...encoded, payload: new Uint8Array(encoded.payload) }
    return this.#pool.run(task, [task.payload.buffer])
  }

  /** Ends the thread. What is still being decoded is rejected. */
  close(): Promise<void> {
    return this.#pool.close()
  }
}
